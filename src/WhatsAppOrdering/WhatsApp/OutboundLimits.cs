namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// Meta's limits of what is sent (pages "Interactive messages", "Text messages" and "Message templates"), counted in UTF-16
/// units, which are never fewer than code points. The renderer keeps to them; this is the last door, so that a slip is told
/// here in our own words and not by Meta with a code.
/// </summary>
public static class OutboundLimits
{
    private const int Text = 4096;
    private const int InteractiveBody = 1024;
    private const int Caption = 1024;
    private const int FileName = 240;
    private const int ButtonTitle = 20;
    private const int ButtonId = 256;
    private const int MostButtons = 3;
    private const int RowTitle = 24;
    private const int RowId = 200;
    private const int MostRows = 10;
    private const int Payload = 256;
    private const int MostSpaces = 4;

    /// <summary>The first limit that the message breaks, without its words; null when it keeps them all.</summary>
    public static string? Broken(OutboundMessage message) => message switch
    {
        OutboundMessage.Text text => Length("text", text.Body, Text),
        OutboundMessage.Buttons buttons => Length("body", buttons.Body, InteractiveBody)
            ?? Choices("button", buttons.Choices, MostButtons, ButtonTitle, ButtonId),
        OutboundMessage.List list => Length("body", list.Body, InteractiveBody)
            ?? Length("list button", list.OpenText, ButtonTitle)
            ?? Choices("row", list.Rows, MostRows, RowTitle, RowId),
        OutboundMessage.Image image => Length("caption", image.Caption, Caption),
        OutboundMessage.Document document => Length("caption", document.Caption, Caption) ?? Length("file name", document.FileName, FileName),
        OutboundMessage.Template template => template.Parameters.Select(Parameter).FirstOrDefault(broken => broken is not null)
            ?? template.QuickReplyPayloads.Select(payload => Length("payload", payload, Payload)).FirstOrDefault(broken => broken is not null),
        _ => null,
    };

    private static string? Choices(string what, IReadOnlyList<ReplyButton> choices, int most, int title, int id) =>
        choices.Count < 1 || choices.Count > most ? $"{choices.Count} {what}s, 1 to {most} are allowed"
        : choices.DistinctBy(choice => choice.Title).Count() < choices.Count && what == "button" ? "two buttons have one title"
        : choices.DistinctBy(choice => choice.Id).Count() < choices.Count ? $"two {what}s have one id"
        : choices.Select(choice => Length($"{what} title", choice.Title, title) ?? Length($"{what} id", choice.Id, id)).FirstOrDefault(broken => broken is not null);

    private static string? Length(string what, string text, int most) =>
        string.IsNullOrWhiteSpace(text) ? $"{what} is empty" : text.Length > most ? $"{what} has {text.Length} characters, {most} are allowed" : null;

    private static string? Parameter(KeyValuePair<string, string> parameter) =>
        string.IsNullOrWhiteSpace(parameter.Value) ? $"parameter {parameter.Key} is empty"
        : parameter.Value.AsSpan().IndexOfAny('\n', '\r', '\t') >= 0 || parameter.Value.Contains(new string(' ', MostSpaces + 1), StringComparison.Ordinal)
            ? $"parameter {parameter.Key} has a line break, a tab or more than {MostSpaces} spaces in a row"
        : null;
}
