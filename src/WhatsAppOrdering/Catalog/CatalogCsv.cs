using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;

namespace WhatsAppOrdering.Catalog;

/// <summary>
/// The catalog as a spreadsheet saves it: UTF-8, a header line, comma, semicolon or tab. Columns: <c>sku</c>, <c>name</c>,
/// <c>unit</c> (the usual one), <c>price</c> (of one such unit), and as you like <c>category</c>, <c>packSize</c>,
/// <c>units</c> ("carton=24; piece=1", in base units), <c>baseUnit</c> (the unit of 1), <c>aliases</c> and <c>aliases:hi</c> ("coke; cola").
/// Rows obey the same rules as in JSON.
/// </summary>
public static class CatalogCsv
{
    private const int MostRows = 50_000;
    private static readonly string[] required = ["sku", "name", "unit", "price"];

    /// <param name="currency">A spreadsheet does not say it: the wholesaler's.</param>
    public static CatalogReading Read(Stream stream, string currency)
    {
        using var text = new StreamReader(stream);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true, DetectDelimiterValues = [",", ";", "\t"], MissingFieldFound = null, TrimOptions = TrimOptions.Trim, BadDataFound = null,
            PrepareHeaderForMatch = header => header.Header.Trim().ToLowerInvariant(), IgnoreBlankLines = true,
        });
        if (!csv.Read() || !csv.ReadHeader())
        {
            return CatalogFile.Refuse(new CatalogError(null, null, "The file is empty."));
        }

        var columns = csv.HeaderRecord!.Select(name => name.Trim().ToLowerInvariant()).ToList();
        if (required.Except(columns).ToList() is { Count: > 0 } missing)
        {
            return CatalogFile.Refuse(new CatalogError(null, null, $"The first line must name the columns; missing: {string.Join(", ", missing)}."));
        }

        var (rows, lines) = (new JsonArray(), new List<int>());
        while (csv.Read() && lines.Count < MostRows)
        {
            rows.Add((JsonNode)RowOf(csv, columns));
            lines.Add(csv.Parser.RawRow);
        }

        return CatalogFile.Read(JsonSerializer.SerializeToElement(new JsonObject { ["currency"] = currency, ["products"] = rows }), lines);
    }

    private static JsonObject RowOf(CsvReader csv, List<string> columns)
    {
        string? Cell(string name) => csv.TryGetField<string>(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;
        var unit = Cell("unit");
        var units = Parts(Cell("units")).Select(UnitOf).ToList();
        var baseUnit = Cell("baseunit") ?? (string?)units.Find(one => one["factor"]?.ToString() == "1")?["unit"] ?? unit;
        return new JsonObject
        {
            ["sku"] = Cell("sku"), ["name"] = Cell("name"), ["category"] = Cell("category"), ["packSize"] = Cell("packsize"),
            ["baseUnit"] = baseUnit, ["units"] = new JsonArray([.. units]), ["defaultUnit"] = unit,
            ["price"] = new JsonObject { ["amount"] = Number(Cell("price")), ["per"] = unit },
            ["aliases"] = new JsonObject(columns.Where(name => name == "aliases" || name.StartsWith("aliases:", StringComparison.Ordinal)).Distinct()
                .Select(name => KeyValuePair.Create(name == "aliases" ? "en" : name["aliases:".Length..], (JsonNode?)new JsonArray([.. Parts(Cell(name)).Select(alias => (JsonNode)alias)])))
                .DistinctBy(list => list.Key)),
        };
    }

    private static JsonObject UnitOf(string part) => part.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var factor]
        ? new JsonObject { ["unit"] = name, ["factor"] = Number(factor) }
        : new JsonObject { ["unit"] = part };

    // A cell that is no number stays text, which the row's check then tells.
    private static JsonNode? Number(string? cell) =>
        decimal.TryParse(cell, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : cell;

    private static string[] Parts(string? cell) => (cell ?? "").Split([';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
