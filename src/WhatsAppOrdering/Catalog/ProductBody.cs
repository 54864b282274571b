using System.Text.Json;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Catalog;

/// <summary>A product in the import format, and whether it is sold.</summary>
public sealed record ProductBody(
    string Sku, string Name, string? Category, string? PackSize, string BaseUnit, IReadOnlyList<ProductUnit> Units, string DefaultUnit,
    PriceBody Price, IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases, bool Active)
{
    internal static ProductBody Of(Product row)
    {
        var product = row.ToSnapshot();
        return new ProductBody(
            product.Sku, product.Name, product.Category, product.PackSize, product.BaseUnit, product.Units, product.DefaultUnit,
            new PriceBody(product.PriceAmount / 1.0000000000000000000000000000m, product.PricePer), product.Aliases, row.Active);
    }
}

/// <summary>In the wholesaler's currency, for one unit.</summary>
public sealed record PriceBody(decimal Amount, string Per);

/// <summary>The import format, as <see cref="CatalogFile"/> reads it.</summary>
public sealed record CatalogInput(
    string Currency, IReadOnlyList<ProductInput> Products, IReadOnlyDictionary<string, IReadOnlyList<string>>? UnitWords = null);

/// <summary>A product of the import format.</summary>
public sealed record ProductInput(
    string Sku, string Name, string BaseUnit, IReadOnlyList<ProductUnit> Units, string DefaultUnit, PriceBody Price,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Aliases = null, string? Category = null, string? PackSize = null);

/// <summary>What an import did.</summary>
/// <param name="Deactivated">Products that are not in the list, and so are no longer sold.</param>
public sealed record ImportBody(long CatalogVersion, int Products, int Added, int Deactivated);
