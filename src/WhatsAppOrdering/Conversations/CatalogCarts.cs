using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// A cart out of the catalog in WhatsApp. It has one price for everybody, so only what and how much is taken from it; where
/// our price is another, the shop is shown both before it says yes.
/// </summary>
public sealed class CatalogCarts(Carts carts, OfficeNotes notes)
{
    public async Task AddAsync(Talk talk, Membership buyer, InboundMessage inbound, InboundContent.Order order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(order);
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        var (lines, unknown, changes) = (new List<LineIntent>(), new List<string>(), new List<PriceChange>());
        foreach (var item in order.Items)
        {
            if (item.ProductRetailerId is not { } sku || catalog.Find(sku) is not { } product || item.Quantity is not (> 0 and < 1_000_000 and { } quantity)
                || product.PriceOf(product.DefaultUnit) is not { } price)
            {
                unknown.Add(item.ProductRetailerId ?? "?");
                continue;
            }

            lines.Add(new LineIntent(sku, quantity, product.DefaultUnit, LineOperation.Add, sku));
            if (item.Price is { } shown && shown >= 0 && (shown != price || (item.Currency ?? catalog.Currency) != catalog.Currency))
            {
                changes.Add(new PriceChange(product.Name, new MoneyFact(price, catalog.Currency), new MoneyFact(shown, Currency(item.Currency) ?? catalog.Currency)));
            }
        }

        var tooMany = Carts.Put(talk.Conversation, Carts.Apply(talk.Conversation.Lines, lines, catalog), catalog);
        talk.ShowCart(
            buyer,
            show => show with { Unknown = [.. show.Unknown, .. unknown], TooMany = [.. show.TooMany, .. tooMany], PriceChanges = [.. show.PriceChanges, .. changes] });
        await notes.AddAsync(talk, buyer, inbound, ct);
    }

    private static string? Currency(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper) ? code : null;
}

/// <summary>A price of ours beside the one that the phone showed, each for one of the product's usual unit.</summary>
public sealed record PriceChange(string Name, MoneyFact Ours, MoneyFact Shown);
