namespace WhatsAppOrdering.Replies;

/// <summary>
/// A button of a reply: what it does and what stands on it. With <paramref name="Each"/> there is one button for each
/// item of that list, with the item's <c>name</c> on it and its <c>id</c> as the subject.
/// </summary>
internal sealed record ButtonTemplate(ButtonAction Action, string Title, string? Each);

/// <summary>One reply in one language, as read from its file.</summary>
internal sealed record ReplyTemplate(
    string File,
    string Name,
    string Language,
    bool RepeatIsHarmless,
    string? Approved,
    string? ListTitle,
    IReadOnlyList<ButtonTemplate> Buttons,
    IReadOnlyList<KeyValuePair<string, Words>> Parameters,
    Words Body);
