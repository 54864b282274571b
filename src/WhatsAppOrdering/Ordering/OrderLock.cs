using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>Locks an order, then reads the clock: a guard inside the waiting statement would read it too early.</summary>
public sealed class OrderLock(OrderingDb db, LockWait wait)
{
    /// <returns>The order, fresh and locked, with the moment that decides; null when this wholesaler has no such order.</returns>
    public async Task<LockedOrder?> TakeAsync(WholesalerId wholesaler, OrderId id, CancellationToken ct)
    {
        db.RequireTransaction();
        if (db.Orders.Local.Any(order => order.Id == id))
        {
            throw new InvalidOperationException("The order was read before its lock, so the lock would return old values.");
        }

        // The order is waited for as long as its line, no longer.
        await db.Database.ExecuteSqlAsync(
            $"select set_config('app.wholesaler', {wholesaler.Value.ToString()}, true), set_config('lock_timeout', {wait.AsSetting}, true)", ct);
        var order = (await db.Orders
            .FromSql($"select * from sales_order where wholesaler_id = {wholesaler.Value} and id = {id.Value} for no key update")
            .ToListAsync(ct)).SingleOrDefault();
        if (order is null)
        {
            return null;
        }

        var now = await db.ClockAsync(ct);
        await db.Entry(order).Collection(found => found.Lines).LoadAsync(ct);
        await db.Entry(order).Collection(found => found.Transitions).LoadAsync(ct);
        return new LockedOrder(order, now);
    }
}

/// <summary>An order under its lock, at the moment that decides.</summary>
public sealed record LockedOrder(Order Order, DateTimeOffset Now)
{
    /// <summary>True once an unconfirmed order's time is over, whether or not the sweeper has come by.</summary>
    public bool IsOverdue => Order.Status is OrderStatus.Placed or OrderStatus.AwaitingApproval && Now >= Order.ExpiresAt;

    /// <summary>Moves the order on, by the one table of transitions.</summary>
    public void MoveTo(OrderStatus next, string actor, string? reason)
    {
        if (!OrderTransitions.Allow(Order.Status, next))
        {
            throw new InvalidOperationException($"An order does not go from {Order.Status} to {next}.");
        }

        Order.Transitions.Add(new OrderTransition
        {
            WholesalerId = Order.WholesalerId,
            OrderId = Order.Id,
            Seq = Order.Transitions.Count + 1,
            FromStatus = Order.Status,
            ToStatus = next,
            Actor = actor,
            Reason = reason,
            At = Now,
        });
        Order.Status = next;
        Order.DecidedAt = Now;
        Order.DecidedBy = actor;
        Order.Reason = reason;
    }
}

/// <summary>What became of a wish to move an order on.</summary>
public abstract record TransitionOutcome
{
    private TransitionOutcome()
    {
    }

    /// <summary>Done now; the figures are the shop's credit after it.</summary>
    public sealed record Done(Order Order, Figures Credit) : TransitionOutcome;

    /// <summary>Credit refused it: nothing changed but the order's version, so that it can be asked again.</summary>
    public sealed record Refused(Order Order, Decision Decision) : TransitionOutcome;

    /// <summary>Credit refused the order at its risen price: the order and the offer stand.</summary>
    public sealed record NotCovered(Order Order, Decision Decision) : TransitionOutcome;

    /// <summary>The quantities or prices do not fit this order: nothing changed.</summary>
    public sealed record Misfit(string Why) : TransitionOutcome;

    /// <summary>INVALID_TRANSITION: nothing changed, the order is as shown.</summary>
    public sealed record NotNow(Order Order) : TransitionOutcome;

    /// <summary>This wholesaler has no such order.</summary>
    public sealed record Unknown : TransitionOutcome;
}
