using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>The cart: changing it by what was understood, and pricing it. <see cref="CartBubbles"/> show it.</summary>
public sealed class Carts(OrderingDb db, CatalogCache catalogs)
{
    private const int MostLines = 100;

    /// <returns>The catalog of the cart's wholesaler, as of now.</returns>
    public Task<CatalogView> CatalogAsync(WholesalerId wholesaler, CancellationToken ct) => catalogs.GetAsync(db, wholesaler, ct);

    /// <summary>Applies the lines in order; a quantity that falls to nothing takes its line away.</summary>
    public static IReadOnlyList<CartLine> Apply(IReadOnlyList<CartLine> cart, IReadOnlyList<LineIntent> changes, CatalogView catalog)
    {
        ArgumentNullException.ThrowIfNull(cart);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(catalog);
        var lines = cart.ToList();
        foreach (var change in changes)
        {
            if (change is { Operation: LineOperation.Remove, Quantity: 0 })
            {
                lines.RemoveAll(line => line.Sku == change.Sku);
                continue;
            }

            if (change.Operation == LineOperation.Set)
            {
                // "make it 3" means the product, whatever unit it was in before.
                lines.RemoveAll(line => line.Sku == change.Sku);
            }

            var place = lines.FindIndex(line => line.Sku == change.Sku && line.Unit == change.Unit);
            var before = place >= 0 ? lines[place].Quantity : 0;
            var after = change.Operation == LineOperation.Remove ? before - change.Quantity : before + change.Quantity;
            if (place >= 0)
            {
                lines[place] = lines[place] with { Quantity = after };
            }
            else if (catalog.Find(change.Sku)?.PriceOf(change.Unit) is { } price)
            {
                lines.Add(new CartLine(change.Sku, after, change.Unit, price));
            }
        }

        return [.. lines.Where(line => line.Quantity > 0)];
    }

    /// <summary>Makes the lines the cart's, as many as an order has room for.</summary>
    /// <returns>The names of the others.</returns>
    public static IReadOnlyList<string> Put(Conversation conversation, IReadOnlyList<CartLine> lines, CatalogView catalog)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(catalog);
        var kept = lines.Take(MostLines).ToList();
        if (!kept.SequenceEqual(conversation.Lines))
        {
            conversation.Change(kept);
        }

        return [.. lines.Skip(MostLines).Select(line => catalog.Find(line.Sku)?.Name ?? line.Sku)];
    }

    /// <summary>What a button for this line is bound to.</summary>
    public static Guid IdOf(Conversation conversation, CartLine line)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(line);
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{conversation.CartId:N} {line.Sku} {line.Unit}")).AsSpan(0, 16));
    }

    /// <summary>The cart at today's prices; what the catalog no longer sells is gone.</summary>
    public static IReadOnlyList<CartLine> Reprice(IReadOnlyList<CartLine> cart, CatalogView catalog) =>
        [.. cart
            .Select(line => (Line: line, Price: catalog.Find(line.Sku)?.PriceOf(line.Unit)))
            .Where(found => found.Price is not null)
            .Select(found => found.Line with { UnitPrice = found.Price!.Value })];

    public static IReadOnlyList<PricedLine> Price(IReadOnlyList<CartLine> cart, CatalogView catalog, int currencyDigits) =>
        [.. cart.Select(line => PricedLine.At(
            line.Sku, catalog.Find(line.Sku)!.Name, line.Quantity, line.Unit, line.UnitPrice, currencyDigits))];

    /// <returns>The placed order that the cart is meant to take the place of; null when it is an order of its own.</returns>
    public async Task<Order?> ReplacedAsync(Conversation conversation, WholesalerId wholesaler, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        if (conversation.ReplacesOrder is not { } id)
        {
            return null;
        }

        await db.EnterTenantAsync(wholesaler, ct);
        return await db.Orders.AsNoTracking().SingleOrDefaultAsync(order => order.WholesalerId == wholesaler && order.Id == id, ct);
    }
}
