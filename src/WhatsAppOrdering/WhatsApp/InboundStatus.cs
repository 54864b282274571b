using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>News of a message of ours, read from a Status item's bytes (Meta's "status messages webhook reference").</summary>
/// <param name="Wamid">Meta's id of our message; empty only when Meta sent none.</param>
/// <param name="Status">Meta's word: sent, delivered, read, played, failed, or one not yet invented. No order is promised.</param>
/// <param name="Timestamp">When it happened, UTC, whole seconds.</param>
/// <param name="CallbackData">Our <c>biz_opaque_callback_data</c> of the send, at most 512 characters.</param>
/// <param name="ErrorCode">Why it failed; <see cref="ErrorPolicy"/> says what to do.</param>
/// <param name="ErrorDetails">Meta's words for the error.</param>
/// <param name="PricingCategory">For example utility, service, marketing.</param>
/// <param name="PricingType">For example regular, free_customer_service, free_entry_point.</param>
/// <param name="RecipientId">Phone digits of the receiver; may differ from what we sent to, and may be absent.</param>
public sealed record InboundStatus(
    string Wamid,
    string Status,
    DateTimeOffset? Timestamp,
    string? CallbackData,
    int? ErrorCode,
    string? ErrorDetails,
    string? PricingCategory,
    string? PricingType,
    string? RecipientId)
{
    /// <summary>Reads <see cref="WebhookItem.Raw"/> of a Status. Throws <see cref="JsonException"/> only for bytes that are no JSON.</summary>
    public static InboundStatus Read(byte[] raw)
    {
        using var document = JsonDocument.Parse(raw, LenientJson.Options);
        var status = document.RootElement;
        var error = status.First("errors");
        var pricing = status.Member("pricing");
        return new(
            status.Text("id") ?? "",
            status.Text("status") ?? "",
            status.Time("timestamp"),
            status.Text("biz_opaque_callback_data"),
            error?.Number("code"),
            error?.Member("error_data")?.Text("details") ?? error?.Text("message") ?? error?.Text("title"),
            pricing?.Text("category"),
            pricing?.Text("type"),
            status.Text("recipient_id"));
    }
}
