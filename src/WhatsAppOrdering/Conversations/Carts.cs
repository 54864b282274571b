using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>The cart: changing it by what was understood, pricing it, and showing it with the credit figures.</summary>
public sealed class Carts(OrderingDb db, CatalogCache catalogs, ReadFigures figures, Outbox outbox)
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

        return [.. lines.Where(line => line.Quantity > 0).Take(MostLines)];
    }

    /// <summary>The cart at today's prices; what the catalog no longer sells is gone.</summary>
    public static IReadOnlyList<CartLine> Reprice(IReadOnlyList<CartLine> cart, CatalogView catalog) =>
        [.. cart
            .Select(line => (Line: line, Price: catalog.Find(line.Sku)?.PriceOf(line.Unit)))
            .Where(found => found.Price is not null)
            .Select(found => found.Line with { UnitPrice = found.Price!.Value })];

    public static IReadOnlyList<PricedLine> Price(IReadOnlyList<CartLine> cart, CatalogView catalog, int currencyDigits) =>
        [.. cart.Select(line => new PricedLine(
            line.Sku, catalog.Find(line.Sku)!.Name, line.Quantity, line.Unit, line.UnitPrice,
            PricedLine.TotalOf(line.Quantity, line.UnitPrice, currencyDigits)))];

    /// <summary>The cart's lines as replies show them; what the catalog no longer sells is left out.</summary>
    public async Task<IReadOnlyList<LineFact>> LinesAsync(Conversation conversation, WholesalerId wholesaler, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var catalog = await CatalogAsync(wholesaler, ct);
        return Facts(Price(Reprice(conversation.Lines, catalog), catalog, catalog.CurrencyDigits), catalog.Currency);
    }

    /// <returns>The number of the placed order that the cart is meant to take the place of; null when it is an order of its own.</returns>
    public async Task<long?> ReplacedAsync(Conversation conversation, WholesalerId wholesaler, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        if (conversation.ReplacesOrder is not { } id)
        {
            return null;
        }

        await db.EnterTenantAsync(wholesaler, ct);
        return await db.Orders.AsNoTracking().Where(order => order.WholesalerId == wholesaler && order.Id == id)
            .Select(order => (long?)order.Number).SingleOrDefaultAsync(ct);
    }

    /// <summary>Shows the cart with its total, the credit figures and the buttons of this version.</summary>
    public async Task ShowAsync(Talk talk, CartShow show, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(show);
        var conversation = talk.Conversation;
        conversation.CartShownAt = talk.Now;
        var wholesaler = show.Buyer.WholesalerId;
        var catalog = await CatalogAsync(wholesaler, ct);
        var repriced = Reprice(conversation.Lines, catalog);
        var changed = show.Repriced || !repriced.SequenceEqual(conversation.Lines);
        if (!repriced.SequenceEqual(conversation.Lines))
        {
            conversation.Change(repriced);
        }

        if (conversation.OpenQuestions is [var question, ..])
        {
            outbox.Add(conversation.Key, ReplyNames.Question, QuestionFacts(conversation, question, show, catalog), wholesaler, inReplyTo: show.InReplyTo);
        }
        else if (conversation.Lines.Count == 0)
        {
            var reply = show.Unknown.Count > 0 ? ReplyNames.NotUnderstood : ReplyNames.CartEmpty;
            outbox.Add(conversation.Key, reply, new { show.Unknown }, wholesaler, inReplyTo: show.InReplyTo);
        }
        else
        {
            await AddSummaryAsync(conversation, show, catalog, changed, ct);
        }
    }

    /// <summary>One question at a time, with what is in the order so far: the total and its buttons come once all is answered.</summary>
    private static object QuestionFacts(Conversation conversation, OpenQuestion question, CartShow show, CatalogView catalog)
    {
        var product = question.Sku is { } sku ? catalog.Find(sku) : null;
        return new
        {
            WholesalerId = show.Buyer.WholesalerId.Value,
            Lines = Facts(Price(conversation.Lines, catalog, catalog.CurrencyDigits), catalog.Currency),
            Text = product?.Name ?? question.Text,
            Choices = question.Choices.Select((choice, i) => new { choice.Id, Name = catalog.Find(choice.Sku)?.Name ?? choice.Sku, Place = i + 1 }),
            Units = product is null ? null : string.Join(", ", product.Units.Select(unit => unit.Unit)),
            show.Unknown,
        };
    }

    private async Task AddSummaryAsync(
        Conversation conversation, CartShow show, CatalogView catalog, bool repriced, CancellationToken ct)
    {
        var wholesaler = show.Buyer.WholesalerId;
        await db.EnterTenantAsync(wholesaler, ct);
        var lines = Price(conversation.Lines, catalog, catalog.CurrencyDigits);
        var total = lines.Sum(line => line.Total);
        var credit = await figures.ExecuteAsync(wholesaler, show.Buyer.RetailerId!.Value, total, ct);
        MoneyFact? Money(decimal? amount) => amount is { } value ? new MoneyFact(value, catalog.Currency) : null;
        outbox.Add(
            conversation.Key,
            ReplyNames.CartSummary,
            new
            {
                WholesalerId = wholesaler.Value,
                Subject = conversation.CartId,
                Version = conversation.CartVersion,
                Lines = Facts(lines, catalog.Currency),
                Total = Money(total),
                Limit = Money(credit?.Limit),
                Held = Money(credit?.Held),
                Owed = Money(credit?.Owed),
                AvailableAfter = Money(credit?.AvailableAfter),
                Fits = credit is { AvailableAfter: >= 0 },
                Replaces = await ReplacedAsync(conversation, wholesaler, ct),
                Repriced = repriced,
                show.PriceChanges,
                show.Unknown,
            },
            wholesaler,
            inReplyTo: show.InReplyTo);
    }

    private static IReadOnlyList<LineFact> Facts(IReadOnlyList<PricedLine> lines, string currency) =>
        [.. lines.Select(line => new LineFact(line.Quantity, line.Unit, line.Name, new MoneyFact(line.Total, currency)))];
}
