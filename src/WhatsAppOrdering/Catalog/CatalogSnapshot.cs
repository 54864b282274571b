namespace WhatsAppOrdering.Catalog;

/// <summary>One wholesaler's catalog at one version: immutable, shared between turns.</summary>
public sealed record CatalogSnapshot(string Currency, IReadOnlyList<CatalogProduct> Products);

/// <summary>A product as words and prices. The price is for one <paramref name="PricePer"/> (a unit of the product).</summary>
public sealed record CatalogProduct(
    string Sku,
    string Name,
    string? Category,
    string? PackSize,
    string BaseUnit,
    IReadOnlyList<ProductUnit> Units,
    string DefaultUnit,
    decimal PriceAmount,
    string PricePer,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases);

/// <summary>A unit in which a product is sold: one of it is <paramref name="Factor"/> base units.</summary>
public sealed record ProductUnit(string Unit, decimal Factor);
