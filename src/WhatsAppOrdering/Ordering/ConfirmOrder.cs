using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The wholesaler says yes: what was held is owed now. Joins the root's transaction.</summary>
public sealed class ConfirmOrder(OrderLock orders, Postings credit, ExpireOrder expire, OrderNews news)
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

        if (locked.Order.Version != version || !OrderTransitions.Allow(locked.Order.Status, OrderStatus.Confirmed))
        {
            return new TransitionOutcome.NotNow(locked.Order);
        }

        var posting = await credit.ConfirmAsync(locked.Order.Credit, locked.Order.Total, actor, ct);
        locked.MoveTo(OrderStatus.Confirmed, actor, reason: null);
        await news.TellBuyerAsync(ReplyNames.OrderConfirmed, locked.Order, posting, ct);
        return new TransitionOutcome.Done(locked.Order, posting);
    }
}
