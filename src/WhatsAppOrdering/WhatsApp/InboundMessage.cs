using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>What a person wrote or tapped, read from a Message item's bytes (Meta's "messages webhook reference").</summary>
/// <param name="Wamid">Meta's message id; null only when Meta sent none.</param>
/// <param name="Type">Meta's word for the kind: text, interactive, button, order, image …; <c>unknown</c> when absent.</param>
/// <param name="Text">The text, or the title of the tapped button or list row; without U+0000.</param>
/// <param name="ReplyToken">The id that we gave the tapped button or row: session buttons, lists, and template quick replies alike.</param>
/// <param name="ContextId">The wamid of the message that this one answers; often absent, even for taps.</param>
/// <param name="Forwarded">True when the text is somebody else's, passed on.</param>
/// <param name="Timestamp">When the person sent it, UTC, whole seconds. The 24-hour window counts from here.</param>
public sealed record InboundMessage(
    string? Wamid,
    string Type,
    string? Text,
    string? ReplyToken,
    string? ContextId,
    bool Forwarded,
    DateTimeOffset? Timestamp)
{
    /// <summary>Reads <see cref="WebhookItem.Raw"/> of a Message. Throws <see cref="JsonException"/> only for bytes that are no JSON.</summary>
    public static InboundMessage Read(byte[] raw)
    {
        using var document = JsonDocument.Parse(raw, LenientJson.Options);
        var message = document.RootElement;
        var button = message.Member("button");
        var interactive = message.Member("interactive");
        var tapped = interactive?.Member("button_reply") ?? interactive?.Member("list_reply");
        var context = message.Member("context");
        return new(
            message.Text("id"),
            message.Text("type") ?? "unknown",
            message.Member("text")?.Text("body") ?? button?.Text("text") ?? tapped?.Text("title"),
            tapped?.Text("id") ?? button?.Text("payload"),
            context?.Text("id"),
            context is { } about && (about.IsTrue("forwarded") || about.IsTrue("frequently_forwarded")),
            message.Time("timestamp"));
    }
}
