using System.Text.Json;

namespace WhatsAppOrdering.Catalog;

/// <summary>The catalog's import format, JSON. All or nothing: one bad row and nothing is accepted.</summary>
public static class CatalogFile
{
    private static readonly JsonDocumentOptions options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads and checks a whole file; every bad row is told, not only the first.</summary>
    public static CatalogReading Read(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream, options);
            return Read(new CatalogNode(document.RootElement, null, []));
        }
        catch (JsonException exception)
        {
            return new CatalogReading.Rejected([new CatalogError(null, null, $"The file is no JSON (line {exception.LineNumber + 1}).")]);
        }
    }

    private static CatalogReading Read(CatalogNode root)
    {
        if (root.Element.ValueKind != JsonValueKind.Object)
        {
            return new CatalogReading.Rejected([new CatalogError(null, null, "The file must be one object.")]);
        }

        var currency = root.Text("currency") ?? string.Empty;
        root.Check(currency.Length == 3 && currency.All(char.IsAsciiLetterUpper), "currency must be three capital letters (ISO 4217).");
        var unitWords = root.TextLists("unitWords");
        var rows = root.List("products").Select((row, i) => new CatalogNode(row, i + 1, root.Errors)).ToList();
        root.Check(rows.Count > 0, "products must have at least one product.");
        var products = rows.Select(CatalogRow.Read).OfType<CatalogProduct>().ToList();
        CheckSkus(rows, root.Errors);
        return root.Errors.Count > 0
            ? new CatalogReading.Rejected(root.Errors)
            : new CatalogReading.Accepted(new CatalogSnapshot(currency, products) { UnitWords = unitWords });
    }

    private static void CheckSkus(List<CatalogNode> rows, List<CatalogError> errors)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows.Where(row => row.Sku is not null))
        {
            if (!seen.TryAdd(row.Sku!, row.Row!.Value))
            {
                errors.Add(new CatalogError(row.Row, row.Sku, $"sku is used by row {seen[row.Sku!]} already."));
            }
        }
    }
}

/// <summary>What came of reading a catalog file.</summary>
public abstract record CatalogReading
{
    private CatalogReading()
    {
    }

    /// <summary>All rows are well.</summary>
    public sealed record Accepted(CatalogSnapshot Catalog) : CatalogReading;

    /// <summary>Nothing was taken over; what is wrong, row by row.</summary>
    public sealed record Rejected(IReadOnlyList<CatalogError> Errors) : CatalogReading;
}

/// <summary>A fault in a catalog file: the product's place (from 1; null: the file itself), its sku if readable, and what is wrong.</summary>
public sealed record CatalogError(int? Row, string? Sku, string Message);
