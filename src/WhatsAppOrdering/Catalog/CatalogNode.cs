using System.Text.Json;

namespace WhatsAppOrdering.Catalog;

/// <summary>An object of a catalog file; notes what is wrong with it instead of throwing.</summary>
internal sealed class CatalogNode(JsonElement element, int? row, List<CatalogError> errors, CatalogNode? parent = null)
{
    private const int LongestText = 200;

    public JsonElement Element { get; } = element;

    public int? Row { get; } = row;

    public List<CatalogError> Errors { get; } = errors;

    public string? Sku => parent is not null ? parent.Sku : Row is not null && Find("sku") is { ValueKind: JsonValueKind.String } sku ? sku.GetString()!.Trim() : null;

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
        if (optional && text is { Length: 0 })
        {
            return null;
        }

        return Check(IsPlain(text), $"{name} must be text of 1 to {LongestText} characters.") ? text : null;
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
        var child = Find(name) is { ValueKind: JsonValueKind.Object } found ? new CatalogNode(found, Row, Errors, this) : null;
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
            var well = property.Name.Length <= LongestText && !property.Name.Any(char.IsControl) && values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(IsText);
            if (Check(well, $"{name}.{property.Name} must be a list of texts.")
                && Check(lists.TryAdd(property.Name, [.. values.EnumerateArray().Select(v => v.GetString()!.Trim())]), $"{name}.{property.Name} stands twice."))
            {
                continue;
            }
        }

        return lists;
    }

    private static bool IsText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && IsPlain(value.GetString()!.Trim());

    // PostgreSQL takes no NUL, and no line of a chat has use for the other control characters.
    private static bool IsPlain(string? text) => text is { Length: > 0 and <= LongestText } && !text.Any(char.IsControl);

    private JsonElement? Find(string name) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
            ? found
            : null;
}
