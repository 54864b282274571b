using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// The shop takes its order back before the wholesaler has answered, or the wholesaler calls it off before it is
/// delivered. Joins the root's transaction.
/// </summary>
public sealed class CancelOrder(TakeOrder orders, Postings credit, OrderNews news)
{
    /// <summary>By the shop: while it is unconfirmed. Once confirmed, goods may be on their way and only the wholesaler cancels.</summary>
    public Task<TransitionOutcome> ExecuteAsync(WholesalerId wholesaler, OrderId id, string actor, CancellationToken ct) =>
        EndAsync(wholesaler, id, actor, "cancelled by the shop", bySupplier: false, status => status is OrderStatus.Placed or OrderStatus.AwaitingApproval, ct);

    /// <summary>By the wholesaler, who says why.</summary>
    public Task<TransitionOutcome> BySupplierAsync(WholesalerId wholesaler, OrderId id, string actor, string reason, CancellationToken ct) =>
        EndAsync(wholesaler, id, actor, reason, bySupplier: true, status => OrderTransitions.Allow(status, OrderStatus.Cancelled), ct);

    private async Task<TransitionOutcome> EndAsync(
        WholesalerId wholesaler, OrderId id, string actor, string reason, bool bySupplier, Func<OrderStatus, bool> may, CancellationToken ct)
    {
        var (locked, instead) = await orders.ExecuteAsync(wholesaler, id, order => may(order.Status), ct);
        if (locked is null)
        {
            return instead!;
        }

        var posting = await credit.ReleaseAsync(locked.Order.Credit, actor, reason, ct);
        locked.MoveTo(OrderStatus.Cancelled, actor, reason);
        if (bySupplier)
        {
            await news.TellBuyerAsync(ReplyNames.OrderCancelledBySupplier, locked.Order, posting, ct);
        }
        else
        {
            await news.TellApproversAsync(ReplyNames.OrderCancelledApprover, locked.Order, posting, ct);
        }

        return new TransitionOutcome.Done(locked.Order, posting);
    }
}
