using System.Globalization;
using System.Text.Json;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Makes a reply's buttons from its template and the facts' <c>wholesalerId</c>, <c>subject</c> and <c>version</c>.</summary>
internal static class ReplyButtons
{
    public static List<ReplyButton> For(ReplyTemplate template, JsonElement facts, RenderContext ctx)
    {
        if (template.Buttons is [{ Each: { } list } each])
        {
            return Choices(each.Action, Property(facts, list), ctx);
        }

        if (template.Buttons.Count == 0 || Id(facts, "wholesalerId") is not { } wholesaler || Id(facts, "subject") is not { } subject)
        {
            return [];
        }

        var version = Property(facts, "version") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 0;
        return [.. template.Buttons.Select(b => new ReplyButton(ctx.Tokens.Sign(b.Action, wholesaler, subject, version, ctx.Person), b.Title))];
    }

    private static List<ReplyButton> Choices(ButtonAction action, JsonElement? list, RenderContext ctx)
    {
        if (list is not { ValueKind: JsonValueKind.Array } items)
        {
            return [];
        }

        var chosen = items.EnumerateArray().Take(TextLimits.Rows)
            .Select(item => (Id: Id(item, "id"), Name: TextLimits.OneLine(Property(item, "name")?.GetString() ?? "")))
            .Where(item => item.Id is not null)
            .ToList();
        var titles = Titles([.. chosen.Select(c => c.Name)]);
        return [.. chosen.Zip(titles, (c, title) => new ReplyButton(ctx.Tokens.Sign(action, c.Id!.Value, c.Id.Value, 0, ctx.Person), title))];
    }

    /// <summary>Meta refuses two equal titles and empty ones; numbers in front tell such names apart.</summary>
    private static List<string> Titles(List<string> names)
    {
        var titles = names.ConvertAll(n => TextLimits.Cut(n, TextLimits.RowTitle));
        return titles.Distinct().Count() == titles.Count && titles.TrueForAll(t => t.Length > 0)
            ? titles
            : [.. names.Select((n, i) => TextLimits.Cut($"{(i + 1).ToString(CultureInfo.InvariantCulture)}. {n}".TrimEnd(), TextLimits.RowTitle))];
    }

    private static Guid? Id(JsonElement from, string property) =>
        Property(from, property) is { ValueKind: JsonValueKind.String } text && text.TryGetGuid(out var id) ? id : null;

    private static JsonElement? Property(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) ? value : null;
}
