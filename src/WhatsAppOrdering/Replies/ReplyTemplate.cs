namespace WhatsAppOrdering.Replies;

/// <summary>
/// A button of a reply: what it does and what stands on it. With <paramref name="Each"/> there is one button for each
/// item of that list, with the item's <c>name</c> on it and its <c>id</c> as the subject; the button after it leads on where the
/// list is longer than a message. With <paramref name="When"/> it is there only where that fact is true; of more than a message has room for, the first are.
/// </summary>
internal sealed record ButtonTemplate(ButtonAction Action, string Title, string? Each, string? When);

/// <summary>One reply in one language, as read from its file.</summary>
internal sealed record ReplyTemplate(
    string File,
    string Name,
    string Language,
    bool RepeatIsHarmless,
    bool GoesFirst,
    string? Approved,
    string? ListTitle,
    IReadOnlyList<ButtonTemplate> Buttons,
    IReadOnlyList<KeyValuePair<string, Words>> Parameters,
    Words Body);
