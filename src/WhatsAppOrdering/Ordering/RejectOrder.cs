using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>The wholesaler says no: the hold is given back. Joins the root's transaction.</summary>
public sealed class RejectOrder(TakeOrder orders, Postings credit, OrderNews news)
{
    /// <param name="version">What the decider saw; null for whatever it is.</param>
    /// <param name="from">Only from this state; null for every one that allows it.</param>
    public async Task<TransitionOutcome> ExecuteAsync(
        WholesalerId wholesaler, OrderId id, int? version, string actor, CancellationToken ct, string reason = "rejected", OrderStatus? from = null)
    {
        var (locked, instead) = await orders.ExecuteAsync(
            wholesaler, id, order => order.Version == (version ?? order.Version) && order.Status == (from ?? order.Status) && OrderTransitions.Allow(order.Status, OrderStatus.Rejected), ct);
        if (locked is null)
        {
            return instead!;
        }

        var posting = await credit.ReleaseAsync(locked.Order.Credit, actor, reason, ct);
        locked.MoveTo(OrderStatus.Rejected, actor, reason);
        await news.TellBuyerAsync(ReplyNames.OrderRejected, locked.Order, posting, ct);
        return new TransitionOutcome.Done(locked.Order, posting);
    }
}
