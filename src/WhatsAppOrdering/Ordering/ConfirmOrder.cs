using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The wholesaler says yes: what was held is owed now. Joins the root's transaction.</summary>
public sealed class ConfirmOrder(OrderLock orders, Quantities quantities, Postings credit, ExpireOrder expire, OrderNews news)
{
    /// <param name="version">What the decider saw; null for whatever it is.</param>
    /// <param name="part">The quantities by line position when it is not the whole; lines that are not named are left out.</param>
    public async Task<TransitionOutcome> ExecuteAsync(
        WholesalerId wholesaler, OrderId id, int? version, string actor, CancellationToken ct, IReadOnlyDictionary<int, decimal>? part = null)
    {
        if (await orders.TakeAsync(wholesaler, id, ct) is not { } locked)
        {
            return new TransitionOutcome.Unknown();
        }

        if (locked.IsOverdue)
        {
            await expire.ApplyAsync(locked, ct);
            return new TransitionOutcome.NotNow(locked.Order);
        }

        if ((version is { } seen && seen != locked.Order.Version) || !OrderTransitions.Allow(locked.Order.Status, OrderStatus.Confirmed))
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
