using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>Ends one overdue order and gives its credit back; both sides are told. Joins the root's transaction.</summary>
public sealed class ExpireOrder(LockWait wait, OrderLock orders, Postings credit, OrderNews news)
{
    /// <param name="longest">Bounds the wait for the order and for its line, in milliseconds; null for the setting's.</param>
    /// <returns>True when the order was overdue and is expired now.</returns>
    /// <exception cref="Npgsql.PostgresException">55P03 when the order or its line is busy.</exception>
    public async Task<bool> ExecuteAsync(WholesalerId wholesaler, OrderId id, CancellationToken ct, int? longest = null)
    {
        wait.Milliseconds = longest ?? wait.Milliseconds;
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
