using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// How every verb that answers an order begins: it is locked, the clock goes first if its time is over, and only an order
/// that may still be answered so is handed on. Joins the root's transaction.
/// </summary>
public sealed class TakeOrder(OrderLock orders, ExpireOrder expire)
{
    /// <param name="may">Whether the order, as it is under its lock, may be answered so.</param>
    /// <returns>The order, or what to say instead.</returns>
    public async Task<(LockedOrder? Locked, TransitionOutcome? Instead)> ExecuteAsync(
        WholesalerId wholesaler, OrderId id, Func<Order, bool> may, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(may);
        if (await orders.TakeAsync(wholesaler, id, ct) is not { } locked)
        {
            return (null, new TransitionOutcome.Unknown());
        }

        if (locked.IsOverdue)
        {
            await expire.ApplyAsync(locked, ct);
            return (null, new TransitionOutcome.NotNow(locked.Order));
        }

        return may(locked.Order) ? (locked, null) : (null, new TransitionOutcome.NotNow(locked.Order));
    }
}
