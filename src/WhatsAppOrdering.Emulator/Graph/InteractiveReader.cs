using WhatsAppOrdering.Emulator.Chats;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>Reply buttons and lists, with the limits of Meta's "Interactive messages" pages.</summary>
public static class InteractiveReader
{
    private const int LongestBody = 1024;
    private const int LongestEdge = 60;
    private const int MostButtons = 3;
    private const int LongestButtonTitle = 20;
    private const int LongestButtonId = 256;
    private const int MostRows = 10;
    private const int LongestRowTitle = 24;
    private const int LongestRowId = 200;
    private const int LongestRowDescription = 72;

    public static Reading Read(SendInteractive? interactive)
    {
        var error = interactive?.Type switch
        {
            null => GraphError.MissingParameter("interactive.type is missing."),
            "button" => CheckFrame(interactive) ?? CheckButtons(interactive.Action?.Buttons),
            "list" => CheckFrame(interactive) ?? CheckList(interactive.Action),
            var other => GraphError.BadValue($"The emulator does not send interactive messages of type {other}."),
        };
        return error is null ? new Reading.Ready(Draw(interactive!)) : new Reading.Refused(error);
    }

    private static Draft Draw(SendInteractive interactive)
    {
        var list = interactive.Type == "list";
        return new Draft(list ? BubbleKind.List : BubbleKind.Buttons, interactive.Body!.Text!)
        {
            Header = interactive.Header?.Text,
            Footer = interactive.Footer?.Text,
            ListTitle = list ? interactive.Action!.Button : null,
            Choices = list
                ? [.. interactive.Action!.Sections!.SelectMany(section => section.Rows!.Select(row => new Choice(row.Id!, row.Title!, row.Description, section.Title)))]
                : [.. interactive.Action!.Buttons!.Select(button => new Choice(button.Reply!.Id!, button.Reply.Title!))],
        };
    }

    private static GraphError? CheckFrame(SendInteractive interactive) =>
        interactive.Header is { Type: not "text" } ? GraphError.BadValue("The emulator shows text headers only.")
        : CheckLength("interactive.body.text", interactive.Body?.Text, LongestBody)
            ?? (interactive.Header is { } header ? CheckLength("interactive.header.text", header.Text, LongestEdge) : null)
            ?? (interactive.Footer is { } footer ? CheckLength("interactive.footer.text", footer.Text, LongestEdge) : null);

    private static GraphError? CheckButtons(IReadOnlyList<SendButton>? buttons)
    {
        if (buttons is not { Count: >= 1 and <= MostButtons })
        {
            return GraphError.BadValue($"Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {MostButtons}.");
        }

        return FirstError(buttons, button => button is not { Type: "reply", Reply: not null } ? GraphError.BadValue("Each button must be of type reply.") : null)
            ?? FirstError(buttons, button => CheckLength("button title", button.Reply!.Title, LongestButtonTitle))
            ?? FirstError(buttons, button => CheckLength("button id", button.Reply!.Id, LongestButtonId))
            ?? CheckUnique("button ids", buttons.Select(button => button.Reply!.Id))
            ?? CheckUnique("button titles", buttons.Select(button => button.Reply!.Title));
    }

    private static GraphError? CheckList(SendAction? action)
    {
        if (CheckLength("list button text", action?.Button, LongestButtonTitle) is { } error)
        {
            return error;
        }

        var sections = action!.Sections ?? [];
        var rows = sections.SelectMany(section => section?.Rows ?? []).ToList();
        if (rows.Count is < 1 or > MostRows || rows.Contains(null!) || sections.Any(section => section?.Rows is not { Count: > 0 }))
        {
            return GraphError.BadValue($"Total row count exceeds the allowed range 1 to {MostRows}, or a section has no rows.");
        }

        return (sections.Count > 1 ? FirstError(sections, section => CheckLength("section title", section.Title, LongestRowTitle)) : null)
            ?? FirstError(rows, row => CheckLength("row title", row.Title, LongestRowTitle))
            ?? FirstError(rows, row => CheckLength("row id", row.Id, LongestRowId))
            ?? FirstError(rows, row => row.Description?.Length > LongestRowDescription ? TooLong("row description", LongestRowDescription) : null)
            ?? CheckUnique("row ids", rows.Select(row => row.Id));
    }

    private static GraphError? FirstError<T>(IEnumerable<T> items, Func<T, GraphError?> check) => items.Select(check).FirstOrDefault(error => error is not null);

    private static GraphError? CheckUnique(string what, IEnumerable<string?> values)
    {
        var seen = new HashSet<string?>();
        return values.All(seen.Add) ? null : GraphError.BadValue($"Duplicated {what}.");
    }

    private static GraphError? CheckLength(string what, string? value, int longest) =>
        string.IsNullOrWhiteSpace(value) ? GraphError.MissingParameter($"{what} is missing or empty.")
        : value.Length > longest ? TooLong(what, longest)
        : null;

    private static GraphError TooLong(string what, int longest) => GraphError.BadValue($"{what}: length must be at most {longest} characters.");
}
