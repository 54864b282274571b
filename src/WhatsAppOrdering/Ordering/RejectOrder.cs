using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The wholesaler says no: the hold is given back. Joins the root's transaction.</summary>
public sealed class RejectOrder(OrderLock orders, Postings credit, ExpireOrder expire, OrderNews news)
{
    /// <param name="version">What the decider saw; null for whatever it is.</param>
    /// <param name="from">Only from this state; null for every one that allows it.</param>
    public async Task<TransitionOutcome> ExecuteAsync(
        WholesalerId wholesaler, OrderId id, int? version, string actor, CancellationToken ct, string reason = "rejected", OrderStatus? from = null)
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

        if ((version is { } seen && seen != locked.Order.Version) || (from is { } only && only != locked.Order.Status) || !OrderTransitions.Allow(locked.Order.Status, OrderStatus.Rejected))
        {
            return new TransitionOutcome.NotNow(locked.Order);
        }

        var posting = await credit.ReleaseAsync(locked.Order.Credit, actor, reason, ct);
        locked.MoveTo(OrderStatus.Rejected, actor, reason);
        await news.TellBuyerAsync(ReplyNames.OrderRejected, locked.Order, posting, ct);
        return new TransitionOutcome.Done(locked.Order, posting);
    }
}
