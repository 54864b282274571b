using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// Root of the sweeper: finds overdue orders of all wholesalers in pages and expires each in a transaction of its own,
/// so that one bad order stops no other. It waits for no line that somebody holds but comes back to it at its end, and
/// then with the next sweep. Safe on any number of nodes at once.
/// </summary>
public sealed partial class ExpireOrders(Transactions transactions, ILogger<ExpireOrders> log)
{
    private const int PageSize = 200;

    /// <summary>For a line that was held, in milliseconds.</summary>
    private const int ShortWait = 250;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var expired = 0;
        var failures = new List<Exception>();
        var held = new List<Overdue>();
        async Task<bool> FoundHeldAsync(Overdue overdue, int wait)
        {
            try
            {
                expired += await ExpireAsync(overdue, wait, ct) ? 1 : 0;
            }
            catch (Exception busy) when (BusyRetry.IsBusy(busy))
            {
                return true;
            }
            catch (Exception error) when (error is not OperationCanceledException && !Outage.Is(error))
            {
                LogFailed(error, overdue.Id);
                failures.Add(error);
            }

            return false;
        }

        Overdue? last = null;
        while (await FindAsync(last, ct) is { Count: > 0 } page)
        {
            foreach (var overdue in page)
            {
                last = overdue;
                if (await FoundHeldAsync(overdue, wait: 0))
                {
                    held.Add(overdue);
                }
            }
        }

        foreach (var line in held.GroupBy(overdue => overdue.LineId))
        {
            var orders = line.ToList();
            foreach (var overdue in orders)
            {
                if (await FoundHeldAsync(overdue, ShortWait))
                {
                    LogHeld(line.Key, orders.Count);
                    break;
                }
            }
        }

        return failures.Count == 0
            ? expired
            : throw new AggregateException($"{failures.Count} overdue orders could not be expired; {expired} were.", failures);
    }

    private Task<bool> ExpireAsync(Overdue overdue, int wait, CancellationToken ct) =>
        transactions.RunAsync(
            Pool.Jobs,
            async (ExpireOrder expire, Outbox outbox, CancellationToken token) =>
            {
                var done = await expire.ExecuteAsync(new WholesalerId(overdue.WholesalerId), new OrderId(overdue.Id), token, wait);
                await outbox.SaveAsync(token);
                return done;
            },
            ct);

    private Task<List<Overdue>> FindAsync(Overdue? after, CancellationToken ct) =>
        transactions.RunAsync(
            Pool.Jobs,
            async (OrderingDb db, CancellationToken token) =>
            {
                await db.EnterReaderAsync(token);
                return await db.Database.SqlQuery<Overdue>($"""
                    select wholesaler_id as "WholesalerId", id as "Id", line_id as "LineId", expires_at as "ExpiresAt" from sales_order
                    where status in ('Placed', 'AwaitingApproval') and expires_at <= clock_now()
                        and (expires_at, id) > ({after?.ExpiresAt ?? DateTimeOffset.UnixEpoch}, {after?.Id ?? Guid.Empty})
                    order by expires_at, id limit {PageSize}
                    """).ToListAsync(token);
            },
            ct);

    [LoggerMessage(Level = LogLevel.Information, Message = "Somebody holds line {LineId}: up to {Orders} overdue orders of it are the next sweep's.")]
    private partial void LogHeld(Guid lineId, int orders);

    [LoggerMessage(Level = LogLevel.Error, Message = "Overdue order {OrderId} could not be expired; the next sweep tries again.")]
    private partial void LogFailed(Exception error, Guid orderId);

    private sealed record Overdue(Guid WholesalerId, Guid Id, Guid LineId, DateTimeOffset ExpiresAt);
}
