using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The goods are on their way; credit is as it was. Joins the root's transaction.</summary>
public sealed class DispatchOrder(OrderLock orders, ReadFigures figures, OrderNews news)
{
    public async Task<TransitionOutcome> ExecuteAsync(WholesalerId wholesaler, OrderId id, string actor, CancellationToken ct)
    {
        if (await orders.TakeAsync(wholesaler, id, ct) is not { } locked)
        {
            return new TransitionOutcome.Unknown();
        }

        if (!OrderTransitions.Allow(locked.Order.Status, OrderStatus.Dispatched))
        {
            return new TransitionOutcome.NotNow(locked.Order);
        }

        locked.MoveTo(OrderStatus.Dispatched, actor, reason: null);
        var credit = (await figures.ExecuteAsync(wholesaler, locked.Order.RetailerId, wish: 0, ct))!;
        await news.TellBuyerAsync(ReplyNames.OrderDispatched, locked.Order, credit, ct);
        return new TransitionOutcome.Done(locked.Order, credit);
    }
}
