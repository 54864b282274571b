using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The wholesaler says yes: what was held is owed now. Joins the root's transaction.</summary>
public sealed class ConfirmOrder(TakeOrder orders, Quantities quantities, Postings credit, OrderNews news)
{
    /// <param name="version">What the decider saw; null for whatever it is.</param>
    /// <param name="part">The quantities by line position when it is not the whole; lines that are not named are left out.</param>
    public async Task<TransitionOutcome> ExecuteAsync(
        WholesalerId wholesaler, OrderId id, int? version, string actor, CancellationToken ct, IReadOnlyDictionary<int, decimal>? part = null)
    {
        var (locked, instead) = await orders.ExecuteAsync(
            wholesaler, id, order => order.Version == (version ?? order.Version) && OrderTransitions.Allow(order.Status, OrderStatus.Confirmed), ct);
        if (locked is null)
        {
            return instead!;
        }

        if (part is not null)
        {
            var (total, whyNot) = await quantities.WeighAsync(locked.Order, part, ct);
            if (whyNot is not null)
            {
                return new TransitionOutcome.Misfit(whyNot);
            }

            locked.Order.ConfirmedTotal = total;
            locked.Order.Lines.ForEach(line => line.ConfirmedQuantity = part.GetValueOrDefault(line.Position));
        }

        var posting = await credit.ConfirmAsync(locked.Order.Credit, locked.Order.Amount, actor, ct);
        locked.MoveTo(OrderStatus.Confirmed, actor, reason: null);
        locked.Order.DueAt = posting.DueAt;
        await news.TellBuyerAsync(part is null ? ReplyNames.OrderConfirmed : ReplyNames.OrderConfirmedInPart, locked.Order, posting, ct);
        return new TransitionOutcome.Done(locked.Order, posting);
    }
}
