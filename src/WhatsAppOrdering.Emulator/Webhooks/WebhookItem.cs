using System.Text.Json.Nodes;

namespace WhatsAppOrdering.Emulator.Webhooks;

/// <summary>One update for the service.</summary>
/// <param name="Array">The array of <c>value</c> that it belongs to: <c>messages</c> or <c>statuses</c>.</param>
/// <param name="Contact">The entry of <c>value.contacts</c>, for messages.</param>
/// <param name="MessageId">The message that has arrived once the webhook is answered, for messages.</param>
/// <param name="Field">The change's field. An item of another field than <c>messages</c> is the whole <c>value</c>.</param>
public sealed record WebhookItem(string Array, JsonObject Body, JsonObject? Contact = null, string? MessageId = null, string Field = "messages");
