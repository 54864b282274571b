using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Catalog;

/// <summary>Writes products and raises the catalog's version, which makes snapshots old. Joins the root's transaction.</summary>
public sealed class ImportCatalog(OrderingDb db)
{
    /// <summary>The catalog is these products from now on; whatever else there was is no longer sold.</summary>
    public async Task<ImportBody> ReplaceAsync(WholesalerId wholesaler, CatalogSnapshot catalog, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var products = catalog.Products;
        // A spreadsheet has no place for words for units: those that are known stay.
        var version = await RaiseVersionAsync(wholesaler, ct, catalog.UnitWords.Count > 0 ? JsonSerializer.Serialize(catalog.UnitWords) : null);
        var rows = await db.Products.Where(row => row.WholesalerId == wholesaler).ToDictionaryAsync(row => row.Sku, ct);
        var wanted = products.Select(product => product.Sku).ToHashSet();
        var gone = rows.Values.Where(row => row.Active && !wanted.Contains(row.Sku)).ToList();
        gone.ForEach(row => row.Active = false);
        foreach (var product in products)
        {
            Write(wholesaler, rows.GetValueOrDefault(product.Sku), product);
        }

        await db.SaveChangesAsync(ct);
        return new ImportBody(version, products.Count, wanted.Count(sku => !rows.ContainsKey(sku)), gone.Count);
    }

    /// <summary>One product, new or changed.</summary>
    public async Task<Product> PutAsync(WholesalerId wholesaler, CatalogProduct product, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(product);
        await RaiseVersionAsync(wholesaler, ct);
        var row = Write(wholesaler, await db.Products.SingleOrDefaultAsync(found => found.WholesalerId == wholesaler && found.Sku == product.Sku, ct), product);
        await db.SaveChangesAsync(ct);
        return row;
    }

    /// <returns>Null when there is no such product.</returns>
    public async Task<Product?> DeactivateAsync(WholesalerId wholesaler, string sku, CancellationToken ct)
    {
        await RaiseVersionAsync(wholesaler, ct);
        if (await db.Products.SingleOrDefaultAsync(found => found.WholesalerId == wholesaler && found.Sku == sku, ct) is not { } row)
        {
            return null;
        }

        row.Active = false;
        await db.SaveChangesAsync(ct);
        return row;
    }

    /// <summary>First of all: two imports at once then come one after the other.</summary>
    private async Task<long> RaiseVersionAsync(WholesalerId wholesaler, CancellationToken ct, string? unitWords = null)
    {
        db.RequireTransaction();
        return (await db.Database.SqlQuery<long>($"""
            update wholesaler set catalog_version = catalog_version + 1, unit_words = coalesce({unitWords}::text, unit_words)
            where id = {wholesaler.Value} returning catalog_version as "Value"
            """).ToListAsync(ct))[0];
    }

    private Product Write(WholesalerId wholesaler, Product? known, CatalogProduct product)
    {
        var row = known ?? new Product
        {
            WholesalerId = wholesaler, Id = Guid.CreateVersion7(), Sku = product.Sku, Name = product.Name, BaseUnit = product.BaseUnit, Units = "[]",
            DefaultUnit = product.DefaultUnit, PriceAmount = product.PriceAmount, PricePer = product.PricePer, Aliases = "{}",
        };
        row.Name = product.Name;
        row.Category = product.Category;
        row.PackSize = product.PackSize;
        row.BaseUnit = product.BaseUnit;
        row.Units = JsonSerializer.Serialize(product.Units, JsonSerializerOptions.Web);
        row.DefaultUnit = product.DefaultUnit;
        row.PriceAmount = product.PriceAmount;
        row.PricePer = product.PricePer;
        row.Aliases = JsonSerializer.Serialize(product.Aliases);
        row.Active = true;
        if (known is null)
        {
            db.Products.Add(row);
        }

        return row;
    }
}
