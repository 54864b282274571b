using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>Ends one overdue order and gives its credit back; both sides are told. Joins the root's transaction.</summary>
public sealed class ExpireOrder(OrderLock orders, Postings credit, OrderNews news)
{
    /// <returns>True when the order was overdue and is expired now.</returns>
    public async Task<bool> ExecuteAsync(WholesalerId wholesaler, OrderId id, CancellationToken ct)
    {
        if (await orders.TakeAsync(wholesaler, id, ct) is not { IsOverdue: true } locked)
        {
            return false;
        }

        await ApplyAsync(locked, ct);
        return true;
    }

    /// <summary>For an order that is locked already and found overdue.</summary>
    internal async Task ApplyAsync(LockedOrder locked, CancellationToken ct)
    {
        var posting = await credit.ReleaseAsync(locked.Order.Credit, "clock", "not confirmed in time", ct);
        locked.MoveTo(OrderStatus.Expired, "clock", "not confirmed in time");
        await news.TellBuyerAsync(ReplyNames.OrderExpired, locked.Order, posting, ct);
        await news.TellApproversAsync(ReplyNames.OrderExpiredApprover, locked.Order, posting, ct);
    }
}
