using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The wholesaler says no: the hold is given back. Joins the root's transaction.</summary>
public sealed class RejectOrder(OrderLock orders, Postings credit, ExpireOrder expire, OrderNews news)
{
    public async Task<TransitionOutcome> ExecuteAsync(WholesalerId wholesaler, OrderId id, int version, string actor, CancellationToken ct)
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

        if (locked.Order.Version != version || !OrderTransitions.Allow(locked.Order.Status, OrderStatus.Rejected))
        {
            return new TransitionOutcome.NotNow(locked.Order);
        }

        var posting = await credit.ReleaseAsync(locked.Order.Credit, actor, "rejected", ct);
        locked.MoveTo(OrderStatus.Rejected, actor, "rejected");
        await news.TellBuyerAsync(ReplyNames.OrderRejected, locked.Order, posting, ct);
        return new TransitionOutcome.Done(locked.Order, posting);
    }
}
