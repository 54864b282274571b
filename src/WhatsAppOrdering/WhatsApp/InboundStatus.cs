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
    /// <summary>The receiver's business-scoped user id.</summary>
    public string? RecipientUserId { get; init; }

    /// <summary>individual or group; absent means individual.</summary>
    public string? RecipientType { get; init; }

    /// <summary>The receiver's identity at the time of the send, when we asked Meta to check it.</summary>
    public string? IdentityHash { get; init; }

    /// <summary>Whether it costs money; Meta means to drop it.</summary>
    public bool? Billable { get; init; }

    /// <summary>PMP (per message) or the older CBP (per conversation).</summary>
    public string? PricingModel { get; init; }

    /// <summary>Meta's conversation; gone from Graph v24 on, except for free entry points.</summary>
    public string? ConversationId { get; init; }

    /// <summary>What opened the conversation: utility, service, referral_conversion …</summary>
    public string? ConversationOrigin { get; init; }

    /// <summary>When the conversation ends, UTC.</summary>
    public DateTimeOffset? ConversationEnds { get; init; }

    /// <summary>The whole error of a failed message.</summary>
    public MetaError? Error { get; init; }

    /// <summary>Reads the bytes of a webhook item: a Status. Throws <see cref="JsonException"/> only for bytes that are no JSON.</summary>
    public static InboundStatus Read(byte[] raw)
    {
        using var document = JsonDocument.Parse(raw, LenientJson.Options);
        var status = document.RootElement;
        var error = MetaError.FirstOf(status);
        var conversation = status.Member("conversation");
        var pricing = status.Member("pricing");
        return new(
            status.Text("id") ?? "",
            status.Text("status") ?? "",
            status.Time("timestamp"),
            status.Text("biz_opaque_callback_data"),
            error?.Code,
            error?.Details,
            pricing?.Text("category"),
            pricing?.Text("type"),
            status.Text("recipient_id"))
        {
            RecipientUserId = status.Text("recipient_user_id"),
            RecipientType = status.Text("recipient_type"),
            IdentityHash = status.Text("recipient_identity_key_hash"),
            Billable = pricing?.Truth("billable"),
            PricingModel = pricing?.Text("pricing_model"),
            ConversationId = conversation?.Text("id"),
            ConversationOrigin = conversation?.Member("origin")?.Text("type"),
            ConversationEnds = conversation?.Time("expiration_timestamp"),
            Error = error,
        };
    }
}
