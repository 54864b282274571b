using System.Collections.Frozen;

namespace WhatsAppOrdering.Ordering;

/// <summary>The life of an order. A cart becomes one with <see cref="AwaitingApproval"/> or <see cref="Placed"/>.</summary>
public enum OrderStatus
{
    AwaitingApproval,
    Placed,
    Confirmed,
    Dispatched,
    Delivered,
    Rejected,
    Cancelled,
    Expired,
}

/// <summary>Which state may follow which: the one table.</summary>
public static class OrderTransitions
{
    private static readonly FrozenDictionary<OrderStatus, OrderStatus[]> Next = new Dictionary<OrderStatus, OrderStatus[]>
    {
        [OrderStatus.AwaitingApproval] = [OrderStatus.Placed, OrderStatus.Rejected, OrderStatus.Cancelled, OrderStatus.Expired],
        [OrderStatus.Placed] = [OrderStatus.Confirmed, OrderStatus.Rejected, OrderStatus.Cancelled, OrderStatus.Expired],
        [OrderStatus.Confirmed] = [OrderStatus.Dispatched, OrderStatus.Delivered, OrderStatus.Cancelled],
        [OrderStatus.Dispatched] = [OrderStatus.Delivered, OrderStatus.Cancelled],
        [OrderStatus.Delivered] = [],
        [OrderStatus.Rejected] = [],
        [OrderStatus.Cancelled] = [],
        [OrderStatus.Expired] = [],
    }.ToFrozenDictionary();

    /// <summary>Every row of the table, after those of a beginning.</summary>
    public static IEnumerable<(OrderStatus? From, OrderStatus To)> All =>
        [(null, OrderStatus.AwaitingApproval), (null, OrderStatus.Placed), .. Next.SelectMany(row => row.Value, (row, to) => ((OrderStatus?)row.Key, to))];

    public static bool Allow(OrderStatus from, OrderStatus to) => Next[from].Contains(to);
}
