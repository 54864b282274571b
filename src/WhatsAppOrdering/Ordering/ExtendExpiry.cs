using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// Once, when the wholesaler's request has first reached him: he gets the full time from then on, up to the outer bound.
/// Joins the root's transaction.
/// </summary>
public sealed class ExtendExpiry(OrderLock orders, IOptions<OrderOptions> options)
{
    public async Task ExecuteAsync(WholesalerId wholesaler, OrderId id, CancellationToken ct)
    {
        if (await orders.TakeAsync(wholesaler, id, ct) is not { IsOverdue: false, Order: { Status: OrderStatus.Placed, ExpiryExtendedAt: null } } locked)
        {
            return;
        }

        var order = locked.Order;
        var wished = locked.Now + options.Value.ConfirmWithin;
        var bounded = wished < order.MaxHoldUntil ? wished : order.MaxHoldUntil;
        order.ExpiresAt = bounded > order.ExpiresAt ? bounded : order.ExpiresAt;
        order.ExpiryExtendedAt = locked.Now;
    }
}
