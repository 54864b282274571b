using System.Text.Json;

namespace WhatsAppOrdering.Catalog;

/// <summary>An object of a catalog file; notes what is wrong with it instead of throwing.</summary>
internal sealed class CatalogNode(JsonElement element, int? row, List<CatalogError> errors)
{
    private const int LongestText = 200;

    public JsonElement Element { get; } = element;

    public int? Row { get; } = row;

    public List<CatalogError> Errors { get; } = errors;

    public string? Sku => Row is not null && Find("sku") is { ValueKind: JsonValueKind.String } sku ? sku.GetString()!.Trim() : null;

    public bool Check(bool holds, string message)
    {
        if (!holds)
        {
            Errors.Add(new CatalogError(Row, Sku, message));
        }

        return holds;
    }

    public string? Text(string name, bool optional = false)
    {
        if (Find(name) is not { } found)
        {
            Check(optional, $"{name} is missing.");
            return null;
        }

        var text = found.ValueKind == JsonValueKind.String ? found.GetString()!.Trim() : null;
        return Check(text is { Length: > 0 and <= LongestText }, $"{name} must be text of 1 to {LongestText} characters.") ? text : null;
    }

    public decimal? Number(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetDecimal(out var number))
        {
            return number;
        }

        Check(false, $"{name} must be a number.");
        return null;
    }

    public CatalogNode? Child(string name)
    {
        var child = Find(name) is { ValueKind: JsonValueKind.Object } found ? new CatalogNode(found, Row, Errors) : null;
        Check(child is not null, $"{name} must be an object.");
        return child;
    }

    public IReadOnlyList<JsonElement> List(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Array } found)
        {
            return [.. found.EnumerateArray()];
        }

        Check(false, $"{name} must be a list.");
        return [];
    }

    /// <summary>An optional object of lists of texts.</summary>
    public Dictionary<string, IReadOnlyList<string>> TextLists(string name)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (Find(name) is not { } found || !Check(found.ValueKind == JsonValueKind.Object, $"{name} must be an object."))
        {
            return lists;
        }

        foreach (var property in found.EnumerateObject())
        {
            var values = property.Value;
            var well = values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(IsText);
            if (Check(well, $"{name}.{property.Name} must be a list of texts.")
                && Check(lists.TryAdd(property.Name, [.. values.EnumerateArray().Select(v => v.GetString()!.Trim())]), $"{name}.{property.Name} stands twice."))
            {
                continue;
            }
        }

        return lists;
    }

    private static bool IsText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Trim().Length is > 0 and <= LongestText;

    private JsonElement? Find(string name) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
            ? found
            : null;
}
