using System.Text.Json;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Catalog;

/// <summary>The catalog's import format, JSON. All or nothing: one bad row and nothing is accepted.</summary>
public static class CatalogFile
{
    // Half a surrogate pair is JSON but no text: reading it throws.
    private static readonly CatalogError NoUnicode = new(null, null, "A text is not well-formed Unicode.");

    private static readonly JsonDocumentOptions options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads and checks a whole file; every bad row is told, not only the first.</summary>
    public static CatalogReading Read(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream, options);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            return Refuse(new CatalogError(null, null, $"The file is no JSON (line {exception.LineNumber + 1})."));
        }
    }

    /// <summary>The same of a file that is parsed already.</summary>
    /// <param name="lines">The line of each product in the file that it comes from; null: its place.</param>
    public static CatalogReading Read(JsonElement root, IReadOnlyList<int>? lines = null)
    {
        try
        {
            return Read(new CatalogNode(root, null, []), lines);
        }
        catch (InvalidOperationException)
        {
            return Refuse(NoUnicode);
        }
    }

    /// <summary>One product of such a file; null with what is wrong with it. It does not say its currency, so the price's digits are the caller's to check.</summary>
    public static (CatalogProduct? Product, IReadOnlyList<CatalogError> Errors) ReadProduct(JsonElement row)
    {
        try
        {
            var node = new CatalogNode(row, 1, []);
            return (CatalogRow.Read(node, Money.MostDigits), node.Errors);
        }
        catch (InvalidOperationException)
        {
            return (null, [NoUnicode]);
        }
    }

    private static CatalogReading Read(CatalogNode root, IReadOnlyList<int>? lines)
    {
        if (root.Element.ValueKind != JsonValueKind.Object)
        {
            return Refuse(new CatalogError(null, null, "The file must be one object."));
        }

        var currency = root.Text("currency") ?? string.Empty;
        root.Check(currency.Length == 3 && currency.All(char.IsAsciiLetterUpper), "currency must be three capital letters (ISO 4217).");
        var unitWords = root.TextLists("unitWords");
        var rows = root.List("products").Select((row, i) => new CatalogNode(row, lines?[i] ?? i + 1, root.Errors)).ToList();
        root.Check(rows.Count > 0, "products must have at least one product.");
        var products = rows.Select(row => CatalogRow.Read(row, Currencies.DigitsOf(currency) ?? Money.MostDigits)).OfType<CatalogProduct>().ToList();
        CheckSkus(rows, root.Errors);
        return root.Errors.Count > 0
            ? new CatalogReading.Rejected(root.Errors, new CatalogSnapshot(currency, Unharmed(products, rows, root.Errors)) { UnitWords = unitWords })
            : new CatalogReading.Accepted(new CatalogSnapshot(currency, products) { UnitWords = unitWords });
    }

    internal static CatalogReading.Rejected Refuse(CatalogError error) => new([error], new CatalogSnapshot("", []));

    /// <summary>The products of rows without any fault. Of rows with one sku none is taken: which is meant is for a person to say.</summary>
    private static List<CatalogProduct> Unharmed(List<CatalogProduct> products, List<CatalogNode> rows, List<CatalogError> errors)
    {
        if (errors.Exists(error => error.Row is null))
        {
            return [];
        }

        var bad = errors.Select(error => error.Row!.Value).ToHashSet();
        var skus = rows.Where(row => bad.Contains(row.Row!.Value) && row.Sku is not null).Select(row => row.Sku!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return products.FindAll(product => !skus.Contains(product.Sku));
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
    /// <param name="Rest">The rows that are well, for those who ask for these alone.</param>
    public sealed record Rejected(IReadOnlyList<CatalogError> Errors, CatalogSnapshot Rest) : CatalogReading;
}

/// <summary>A fault in a catalog file: the product's place (from 1; in CSV the line of the file; null: the file itself), its sku if readable, and what is wrong.</summary>
public sealed record CatalogError(int? Row, string? Sku, string Message);
