using System.Globalization;
using System.Text.Json;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Makes a reply's buttons from its template and the facts' <c>wholesalerId</c>, <c>subject</c> and <c>version</c>.</summary>
internal static class ReplyButtons
{
    /// <param name="most">How many items of a list to offer; the others are behind the list's last row, if it has one for that.</param>
    public static List<ReplyButton> For(ReplyTemplate template, JsonElement facts, RenderContext ctx, int most = TextLimits.Rows)
    {
        if (template.Buttons is [{ Each: not null } each, ..])
        {
            return Choices(each, template.Buttons.ElementAtOrDefault(1), facts, ctx, most);
        }

        if (template.Buttons.Count == 0 || Id(facts, "wholesalerId") is not { } wholesaler || Id(facts, "subject") is not { } subject)
        {
            return [];
        }

        var version = Property(facts, "version") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 0;
        return [.. template.Buttons.Where(b => b.When is null || Property(facts, b.When) is { ValueKind: JsonValueKind.True }).Take(TextLimits.Buttons).Select(b => new ReplyButton(ctx.Tokens.Sign(b.Action, wholesaler, subject, version, ctx.Person), b.Title))];
    }

    /// <summary>How many items of its list one message can offer: a longer list leaves a row for the way to the others.</summary>
    public static int MostItems(ReplyTemplate template, JsonElement facts) =>
        template.Buttons is [{ Each: { } list }, _] && Property(facts, list) is { ValueKind: JsonValueKind.Array } items && items.GetArrayLength() > TextLimits.Rows
            ? TextLimits.Rows - 1
            : TextLimits.Rows;

    private static List<ReplyButton> Choices(ButtonTemplate each, ButtonTemplate? more, JsonElement facts, RenderContext ctx, int most)
    {
        if (Property(facts, each.Each!) is not { ValueKind: JsonValueKind.Array } items)
        {
            return [];
        }

        var wholesaler = Id(facts, "wholesalerId");
        string Sign(ButtonAction action, Guid id) => ctx.Tokens.Sign(action, wholesaler ?? id, id, 0, ctx.Person);
        var chosen = items.EnumerateArray().Take(most)
            .Select((item, i) => (Id: Id(item, "id"), Name: TextLimits.OneLine(Property(item, "name")?.GetString() ?? ""), Place: Place(item) ?? i + 1))
            .Where(item => item.Id is not null)
            .ToList();
        var goesOn = more is not null && chosen.Count > 0 && items.GetArrayLength() > most;
        var titles = Titles([.. chosen.Select(c => (c.Name, c.Place))], goesOn ? more!.Title : null);
        List<ReplyButton> rows = [.. chosen.Zip(titles, (c, title) => new ReplyButton(Sign(each.Action, c.Id!.Value), title))];
        return goesOn ? [.. rows, new ReplyButton(Sign(more!.Action, chosen[^1].Id!.Value), more.Title)] : rows;
    }

    /// <summary>Meta refuses two equal titles and empty ones; the numbers that the words have too tell such names apart.</summary>
    private static List<string> Titles(List<(string Name, int Place)> items, string? more)
    {
        var titles = items.ConvertAll(item => TextLimits.Cut(item.Name, TextLimits.RowTitle));
        return titles.Append<string?>(more).Distinct().Count() == titles.Count + 1 && titles.TrueForAll(t => t.Length > 0)
            ? titles
            : items.ConvertAll(item => TextLimits.Cut($"{item.Place.ToString(CultureInfo.InvariantCulture)}. {item.Name}".TrimEnd(), TextLimits.RowTitle));
    }

    private static int? Place(JsonElement item) => Property(item, "place") is { ValueKind: JsonValueKind.Number } place ? place.GetInt32() : null;

    private static Guid? Id(JsonElement from, string property) =>
        Property(from, property) is { ValueKind: JsonValueKind.String } text && text.TryGetGuid(out var id) ? id : null;

    private static JsonElement? Property(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : null;
}
