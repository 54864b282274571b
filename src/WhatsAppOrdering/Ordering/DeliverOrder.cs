using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The goods are there: what is missing is given back, and payment falls due by the line's terms. Joins the root's transaction.</summary>
public sealed class DeliverOrder(OrderLock orders, Quantities quantities, Postings credit, OrderNews news)
{
    /// <param name="part">The quantities by line position when it was not all; lines that are not named did not come.</param>
    public async Task<TransitionOutcome> ExecuteAsync(
        WholesalerId wholesaler, OrderId id, string actor, IReadOnlyDictionary<int, decimal>? part, CancellationToken ct)
    {
        if (await orders.TakeAsync(wholesaler, id, ct) is not { } locked)
        {
            return new TransitionOutcome.Unknown();
        }

        if (!OrderTransitions.Allow(locked.Order.Status, OrderStatus.Delivered))
        {
            return new TransitionOutcome.NotNow(locked.Order);
        }

        if (part is not null)
        {
            var (total, whyNot) = await quantities.WeighAsync(locked.Order, part, ct);
            if (whyNot is not null)
            {
                return new TransitionOutcome.Misfit(whyNot);
            }

            locked.Order.DeliveredTotal = total;
            locked.Order.Lines.ForEach(line => line.DeliveredQuantity = part.GetValueOrDefault(line.Position));
        }

        var posting = await credit.DeliverAsync(locked.Order.Credit, locked.Order.Amount, actor, ct);
        locked.MoveTo(OrderStatus.Delivered, actor, part is null ? null : "delivered short");
        locked.Order.DueAt = posting.DueAt;
        await news.TellBuyerAsync(ReplyNames.OrderDelivered, locked.Order, posting, ct);
        return new TransitionOutcome.Done(locked.Order, posting);
    }
}
