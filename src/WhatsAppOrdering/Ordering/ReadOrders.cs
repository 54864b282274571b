using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>Orders for showing.</summary>
public sealed class ReadOrders(OrderingDb db)
{
    public Task<Order?> FindAsync(WholesalerId wholesaler, OrderId id, CancellationToken ct) =>
        All(wholesaler).SingleOrDefaultAsync(order => order.Id == id, ct);

    public async Task<OrderStatus?> StatusAsync(WholesalerId wholesaler, OrderId id, CancellationToken ct) =>
        (await db.Orders.AsNoTracking().Where(order => order.WholesalerId == wholesaler && order.Id == id)
            .Select(order => new { order.Status }).SingleOrDefaultAsync(ct))?.Status;

    /// <summary>By number, the newest first.</summary>
    public async Task<Page<OrderBody>> PageAsync(
        WholesalerId wholesaler, Guid? retailer, OrderStatus? status, int size, long before, CancellationToken ct)
    {
        var orders = All(wholesaler).Where(order => order.Number < before);
        if (retailer is { } shop)
        {
            orders = orders.Where(order => order.RetailerId == new RetailerId(shop));
        }

        if (status is { } state)
        {
            orders = orders.Where(order => order.Status == state);
        }

        var found = await orders.OrderByDescending(order => order.Number).Take(size + 1).ToListAsync(ct);
        return Paging.Of([.. found.Select(OrderBody.Of)], size, order => order.Number.ToString(CultureInfo.InvariantCulture));
    }

    private IQueryable<Order> All(WholesalerId wholesaler) =>
        db.Orders.AsNoTracking().AsSplitQuery().Include(order => order.Lines).Include(order => order.Transitions).Where(order => order.WholesalerId == wholesaler);
}
