using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Catalog;

/// <summary>Snapshots of the catalogs in memory, each good for its version only.</summary>
public sealed class CatalogCache
{
    private readonly ConcurrentDictionary<WholesalerId, CatalogView> _views = new();

    /// <summary>The wholesaler's catalog at its present version; read from the database when that is new.</summary>
    public async Task<CatalogView> GetAsync(OrderingDb db, WholesalerId wholesaler, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await db.Wholesalers.AsNoTracking()
            .Where(found => found.Id == wholesaler)
            .Select(found => new { found.CatalogVersion, found.Currency, found.CurrencyDigits, found.UnitWords })
            .SingleAsync(ct);
        if (_views.TryGetValue(wholesaler, out var view) && view.Version == head.CatalogVersion)
        {
            return view;
        }

        var products = await db.Products.AsNoTracking()
            .Where(product => product.WholesalerId == wholesaler && product.Active)
            .OrderBy(product => product.Sku).ToListAsync(ct);
        var made = new CatalogView(
            head.CatalogVersion, head.CurrencyDigits,
            new CatalogSnapshot(head.Currency, [.. products.Select(product => product.ToSnapshot())])
            {
                UnitWords = JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<string>>>(head.UnitWords)!,
            });
        // Two turns that read a new version at once keep one of it, so that it is indexed once.
        return _views.AddOrUpdate(wholesaler, made, (_, kept) => kept.Version == made.Version ? kept : made);
    }
}

/// <summary>An alarm: this wholesaler's catalog is another one, or not in memory yet.</summary>
public readonly record struct CatalogToIndex(WholesalerId Wholesaler);

/// <summary>A catalog at one version, with its products by SKU.</summary>
public sealed class CatalogView(long version, int currencyDigits, CatalogSnapshot snapshot)
{
    private readonly Dictionary<string, CatalogProduct> _bySku = snapshot.Products.ToDictionary(product => product.Sku);

    public long Version => version;

    public int CurrencyDigits => currencyDigits;

    public string Currency => snapshot.Currency;

    public CatalogSnapshot Snapshot => snapshot;

    public CatalogProduct? Find(string sku) => _bySku.GetValueOrDefault(sku);
}
