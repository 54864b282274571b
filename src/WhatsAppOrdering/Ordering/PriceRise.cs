using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// The wholesaler wants more for an order that he has not confirmed; it costs more only with the shop's yes. Until then the
/// order stands as it was placed. Joins the root's transaction.
/// </summary>
public sealed class PriceRise(OrderingDb db, TakeOrder orders, Postings credit, ReadFigures figures, OrderNews news, IOptions<OrderOptions> options)
{
    /// <summary>Puts the new prices to the shop; they take the place of an earlier offer.</summary>
    /// <param name="prices">Price per unit by line position, in the order's currency.</param>
    public async Task<TransitionOutcome> OfferAsync(
        WholesalerId wholesaler, OrderId id, IReadOnlyDictionary<int, decimal> prices, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var (locked, notNow) = await orders.ExecuteAsync(wholesaler, id, found => found.Status == OrderStatus.Placed, ct);
        if (locked is null)
        {
            return notNow!;
        }

        var order = locked.Order;
        if (prices.Count == 0 || prices.Keys.Except(order.Lines.Select(line => line.Position)).Any())
        {
            return new TransitionOutcome.Misfit("The prices must be for lines of this order, by their position.");
        }

        var total = await TotalAsync(order, line => prices.TryGetValue(line.Position, out var price) ? price : null, ct);
        if (total <= order.Total)
        {
            return new TransitionOutcome.Misfit($"The order would not come to more than {order.Total}. To take less, confirm it in part, or let the shop order anew.");
        }

        order.Lines.ForEach(line => line.OfferedPrice = prices.TryGetValue(line.Position, out var price) ? price : null);
        order.Offer++;
        var figuresNow = (await figures.ExecuteAsync(wholesaler, order.RetailerId, wish: 0, ct))!;
        await news.OfferAsync(order, total, figuresNow, ct);
        return new TransitionOutcome.Done(order, figuresNow);
    }

    /// <summary>The shop's yes: the difference is held too, if the credit allows it, and the wholesaler is asked to confirm.</summary>
    /// <param name="offer">Which offer was shown: a yes to it is none to another.</param>
    public async Task<TransitionOutcome> AcceptAsync(WholesalerId wholesaler, OrderId id, int offer, string actor, CancellationToken ct)
    {
        var (locked, notNow) = await orders.ExecuteAsync(wholesaler, id, found => found.Status == OrderStatus.Placed, ct);
        if (locked is null)
        {
            return notNow!;
        }

        var order = locked.Order;
        if (order.OpenOffer != offer)
        {
            return new TransitionOutcome.NotNow(order);
        }

        await news.PrepareAsync(wholesaler, order.RetailerId, ct);
        var total = await TotalAsync(order, line => line.OfferedPrice, ct);
        var decision = await credit.DebitDifferenceAsync(order.Credit with { Version = order.Version + 1 }, total - order.Total, actor, ct);
        if (!decision.IsAccepted)
        {
            return new TransitionOutcome.NotCovered(order, decision);
        }

        var digits = await DigitsAsync(wholesaler, ct);
        foreach (var line in order.Lines.Where(line => line.OfferedPrice is not null))
        {
            line.UnitPrice = line.OfferedPrice!.Value;
            line.Total = PricedLine.TotalOf(line.Quantity, line.UnitPrice, digits);
            line.OfferedPrice = null;
        }

        order.Total = total;
        order.Version++;
        order.ExpiresAt = options.Value.Renewed(order, locked.Now);
        await news.AskApproverAsync(ReplyNames.OrderRequest, order, decision, ct);
        return new TransitionOutcome.Done(order, decision);
    }

    private async Task<decimal> TotalAsync(Order order, Func<OrderLine, decimal?> priceOf, CancellationToken ct)
    {
        var digits = await DigitsAsync(order.WholesalerId, ct);
        return order.Lines.Sum(line => priceOf(line) is { } price ? PricedLine.TotalOf(line.Quantity, price, digits) : line.Total);
    }

    private Task<short> DigitsAsync(WholesalerId wholesaler, CancellationToken ct) =>
        db.Wholesalers.Where(found => found.Id == wholesaler).Select(found => found.CurrencyDigits).SingleAsync(ct);
}
