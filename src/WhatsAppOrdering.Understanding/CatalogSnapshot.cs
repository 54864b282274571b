namespace WhatsAppOrdering.Understanding;

/// <summary>One wholesaler's catalog at one version: immutable, shared between turns.</summary>
public sealed record CatalogSnapshot(string Currency, IReadOnlyList<CatalogProduct> Products)
{
    /// <summary>The shop's own words for units: each word with the units that it may mean, likeliest first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> UnitWords { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();
}

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
    IReadOnlyDictionary<string, IReadOnlyList<string>> Aliases)
{
    /// <summary>The exact price of one <paramref name="unit"/>, not rounded; null when the product is not sold in it.</summary>
    public decimal? PriceOf(string unit) =>
        FactorOf(unit) is { } factor && FactorOf(PricePer) is { } per ? PriceAmount * factor / per : null;

    /// <summary>How many base units one <paramref name="unit"/> is; null when the product is not sold in it.</summary>
    public decimal? FactorOf(string unit) =>
        Units.FirstOrDefault(u => string.Equals(u.Unit, unit, StringComparison.Ordinal))?.Factor;
}

/// <summary>A unit in which a product is sold: one of it is <paramref name="Factor"/> base units.</summary>
public sealed record ProductUnit(string Unit, decimal Factor);
