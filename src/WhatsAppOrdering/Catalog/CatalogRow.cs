using System.Text.Json;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Catalog;

/// <summary>One product of a catalog file.</summary>
internal static class CatalogRow
{
    private const decimal HighestPrice = 100_000_000;
    private const decimal LargestFactor = 1_000_000;

    /// <summary>The product, or null with its faults noted.</summary>
    /// <param name="currencyDigits">Of the catalog's currency: a price has no more of them.</param>
    public static CatalogProduct? Read(CatalogNode row, int currencyDigits)
    {
        if (!row.Check(row.Element.ValueKind == JsonValueKind.Object, "A product must be an object."))
        {
            return null;
        }

        var before = row.Errors.Count;
        var units = ReadUnits(row);
        var baseUnit = row.Text("baseUnit");
        if (baseUnit is not null && !units.Exists(u => string.Equals(u.Unit, baseUnit, StringComparison.OrdinalIgnoreCase)))
        {
            units.Insert(0, new ProductUnit(baseUnit, 1));
        }

        row.Check(baseUnit is null || units.Exists(u => u.Unit == baseUnit && u.Factor == 1), $"baseUnit {baseUnit} must be one of the units, with factor 1.");
        var (amount, per) = ReadPrice(row, currencyDigits);
        var product = new CatalogProduct(
            row.Text("sku") ?? string.Empty,
            row.Text("name") ?? string.Empty,
            row.Text("category", optional: true),
            row.Text("packSize", optional: true),
            baseUnit ?? string.Empty,
            units,
            Known(row, "defaultUnit", row.Text("defaultUnit"), units),
            amount,
            Known(row, "price.per", per, units),
            row.TextLists("aliases"));
        return row.Errors.Count == before ? product : null;
    }

    private static List<ProductUnit> ReadUnits(CatalogNode row)
    {
        var units = new List<ProductUnit>();
        foreach (var element in row.List("units"))
        {
            var node = new CatalogNode(element, row.Row, row.Errors, row);
            var name = node.Text("unit");
            var factor = node.Number("factor");
            row.Check(factor is null or (> 0 and <= LargestFactor), $"factor of {name} must be more than 0 and at most {LargestFactor}.");
            row.Check(!units.Exists(u => string.Equals(u.Unit, name, StringComparison.OrdinalIgnoreCase)), $"unit {name} stands twice.");
            units.Add(new ProductUnit(name ?? string.Empty, factor ?? 1));
        }

        return units;
    }

    public static string TooFine(int currencyDigits) => $"price.amount has more decimals than its currency, which has {currencyDigits}.";

    private static (decimal Amount, string? Per) ReadPrice(CatalogNode row, int currencyDigits)
    {
        if (row.Child("price") is not { } price || price.Number("amount") is not { } amount)
        {
            return (0, null);
        }

        row.Check(amount is > 0 and <= HighestPrice, $"price.amount must be more than 0 and at most {HighestPrice}.");
        row.Check(Money.IsAmount(amount, currencyDigits), TooFine(currencyDigits));
        return (amount, price.Text("per"));
    }

    private static string Known(CatalogNode row, string field, string? unit, List<ProductUnit> units)
    {
        row.Check(unit is null || units.Exists(u => u.Unit == unit), $"{field} {unit} is none of the units.");
        return unit ?? string.Empty;
    }
}
