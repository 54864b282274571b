namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// One message as it leaves for the Cloud API, free of any business meaning.
/// Limits are those of Meta's "Interactive messages" and "Message templates" pages.
/// </summary>
public abstract record OutboundMessage
{
    private OutboundMessage()
    {
    }

    /// <summary>Free-form text, at most 4,096 characters.</summary>
    public sealed record Text(string Body) : OutboundMessage;

    /// <summary>Free-form text (at most 1,024 characters) with one to three reply buttons.</summary>
    public sealed record Buttons(string Body, IReadOnlyList<ReplyButton> Choices) : OutboundMessage;

    /// <summary>Free-form text (at most 1,024 characters) with a list of at most ten rows.</summary>
    public sealed record List(string Body, string OpenText, IReadOnlyList<ReplyButton> Rows) : OutboundMessage;

    /// <summary>An uploaded file with a caption of at most 1,024 characters.</summary>
    public sealed record Document(string MediaId, string FileName, string Caption) : OutboundMessage;

    /// <summary>An uploaded picture (JPEG or PNG, at most 5 MB) with a caption of at most 1,024 characters.</summary>
    public sealed record Image(string MediaId, string Caption) : OutboundMessage;

    /// <summary>An approved template: named body parameters, and one payload per quick reply in the template's order.</summary>
    public sealed record Template(
        string Name,
        string Language,
        IReadOnlyList<KeyValuePair<string, string>> Parameters,
        IReadOnlyList<string> QuickReplyPayloads) : OutboundMessage;
}

/// <summary>A reply button or list row: id at most 200 characters, title at most 20 (buttons) or 24 (rows).</summary>
public sealed record ReplyButton(string Id, string Title);

/// <summary>Where a message goes: the phone in E.164 digits without plus when known, else the business-scoped user id.</summary>
public sealed record Recipient(string? Phone, string? UserId);
