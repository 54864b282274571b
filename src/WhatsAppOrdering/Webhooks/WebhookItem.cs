namespace WhatsAppOrdering.Webhooks;

/// <summary>
/// One thing that Meta told us, cut out of a webhook body (up to 1,000 per body, Meta's "Webhooks overview").
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Field">The change's <c>field</c>, for example <c>messages</c>; empty when absent.</param>
/// <param name="Type">A message's or echo's <c>type</c>, a status's <c>status</c>, an error's <c>code</c>, an event's <c>event</c>.</param>
/// <param name="PhoneNumberId">Our number's id.</param>
/// <param name="DedupeKey">
/// The same for every redelivery: the wamid; for a status <c>wamid:status</c>; for a call <c>id:event</c>; else SHA-256 in lower-case hex, of the
/// item's bytes, and for an Error or an Event of a whole change of its entry's time and its bytes, since APPROVED, PAUSED, APPROVED are three events.
/// </param>
/// <param name="SenderPhone">The writer's phone in E.164 digits without plus.</param>
/// <param name="SenderUserId">The writer's business-scoped user id. A Message without Reason has this or the phone.</param>
/// <param name="ProfileName">The name that the writer chose, from <c>contacts</c>.</param>
/// <param name="Timestamp">Meta's time of the item, UTC, whole seconds.</param>
/// <param name="Raw">The item's bytes as they came; of an Event, those of the whole change, or of one call or one preference.</param>
/// <param name="Reason">Why an item is Unreadable, or why a Message cannot be answered; holds no text of the message. Otherwise null.</param>
public sealed record WebhookItem(
    WebhookItemKind Kind,
    string Field,
    string? Type,
    string? PhoneNumberId,
    string DedupeKey,
    string? SenderPhone,
    string? SenderUserId,
    string? ProfileName,
    DateTimeOffset? Timestamp,
    byte[] Raw,
    string? Reason);

/// <summary>What a <see cref="WebhookItem"/> is.</summary>
public enum WebhookItemKind
{
    /// <summary>Somebody wrote to us (<c>messages</c>).</summary>
    Message,

    /// <summary>News of a message of ours (<c>statuses</c>).</summary>
    Status,

    /// <summary>An error of the account or number that belongs to no single message (<c>errors</c>).</summary>
    Error,

    /// <summary>What the business wrote in its phone's own app (<c>message_echoes</c>).</summary>
    Echo,

    /// <summary>Any other news: template status, calls, account alerts, fields not yet invented.</summary>
    Event,

    /// <summary>Something that could not be understood; store it, count it, answer 200.</summary>
    Unreadable,
}
