using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Webhooks;

/// <summary>One webhook item as a person or a script reads it. Every property is always there; null where it has no meaning.</summary>
/// <param name="File">Where the item came from.</param>
/// <param name="Kind">message, status, error, echo, event or unreadable.</param>
/// <param name="Field">The change's <c>field</c>.</param>
/// <param name="Type">As <see cref="WebhookItem.Type"/>.</param>
/// <param name="PhoneNumberId">Our number's id.</param>
/// <param name="Wamid">Of a message, a status or an echo.</param>
/// <param name="From">Phone digits of the writer; of a status, the recipient.</param>
/// <param name="FromUserId">His business-scoped user id; of a status, the recipient's.</param>
/// <param name="Timestamp">Meta's time, ISO 8601, UTC.</param>
/// <param name="Text">The person's own words: text, title of what was tapped, caption, note of a cart.</param>
/// <param name="ReplyToken">The id that we gave the button, list row or Flow.</param>
/// <param name="DedupeKey">The same for every redelivery.</param>
/// <param name="Reason">Why it is unreadable, or cannot be answered.</param>
public sealed record WebhookLine(
    string File,
    string Kind,
    string Field,
    string? Type,
    string? PhoneNumberId,
    string? Wamid,
    string? From,
    string? FromUserId,
    string? Timestamp,
    string? Text,
    string? ReplyToken,
    string DedupeKey,
    string? Reason)
{
    /// <summary>The line for an item.</summary>
    public static WebhookLine Of(string file, WebhookItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var bare = new WebhookLine(
            file, item.Kind.ToString().ToLowerInvariant(), item.Field, item.Type, item.PhoneNumberId, null, item.SenderPhone, item.SenderUserId,
            item.Timestamp?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null), null, null, item.DedupeKey, item.Reason);
        switch (item.Kind)
        {
            case WebhookItemKind.Message or WebhookItemKind.Echo:
                var message = InboundMessage.Read(item.Raw);
                return bare with { Wamid = message.Wamid, Text = message.Words, ReplyToken = message.ReplyToken };
            case WebhookItemKind.Status:
                var status = InboundStatus.Read(item.Raw);
                return bare with { Wamid = status.Wamid, From = status.RecipientId, FromUserId = status.RecipientUserId };
            default:
                return bare;
        }
    }

    /// <summary>One line of JSON without line break.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WebhookLineJson.Readable.WebhookLine);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookLine))]
internal sealed partial class WebhookLineJson : JsonSerializerContext
{
    /// <summary>Letters of every script as they are; what some tools take for a line end (U+0085, U+2028) stays escaped.</summary>
    public static readonly WebhookLineJson Readable = new(new JsonSerializerOptions(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}
