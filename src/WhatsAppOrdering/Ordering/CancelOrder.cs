using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The shop takes its order back before the wholesaler has answered. Joins the root's transaction.</summary>
public sealed class CancelOrder(OrderLock orders, Postings credit, ExpireOrder expire, OrderNews news)
{
    public async Task<TransitionOutcome> ExecuteAsync(WholesalerId wholesaler, OrderId id, string actor, CancellationToken ct)
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

        // Once confirmed, goods may be on their way: only the wholesaler cancels then.
        if (locked.Order.Status is not (OrderStatus.Placed or OrderStatus.AwaitingApproval))
        {
            return new TransitionOutcome.NotNow(locked.Order);
        }

        var posting = await credit.ReleaseAsync(locked.Order.Credit, actor, "cancelled by the shop", ct);
        locked.MoveTo(OrderStatus.Cancelled, actor, "cancelled by the shop");
        await news.TellApproversAsync(ReplyNames.OrderCancelledApprover, locked.Order, posting, ct);
        return new TransitionOutcome.Done(locked.Order, posting);
    }
}
