using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// Root of the sweeper: finds overdue orders of all wholesalers in pages and expires each in a transaction of its own,
/// so that one bad order stops no other. Safe on any number of nodes at once.
/// </summary>
public sealed partial class ExpireOrders(Transactions transactions, ILogger<ExpireOrders> log)
{
    private const int PageSize = 200;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var expired = 0;
        var failures = new List<Exception>();
        Overdue? last = null;
        while (await FindAsync(last, ct) is { Count: > 0 } page)
        {
            foreach (var overdue in page)
            {
                last = overdue;
                try
                {
                    expired += await ExpireAsync(overdue, ct) ? 1 : 0;
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    LogFailed(error, overdue.Id);
                    failures.Add(error);
                }
            }
        }

        return failures.Count == 0
            ? expired
            : throw new AggregateException($"{failures.Count} overdue orders could not be expired; {expired} were.", failures);
    }

    private Task<bool> ExpireAsync(Overdue overdue, CancellationToken ct) =>
        transactions.RunWithRetryAsync(
            Pool.Jobs,
            async (ExpireOrder expire, Outbox outbox, CancellationToken token) =>
            {
                var done = await expire.ExecuteAsync(new WholesalerId(overdue.WholesalerId), new OrderId(overdue.Id), token);
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
                    select wholesaler_id as "WholesalerId", id as "Id", expires_at as "ExpiresAt" from sales_order
                    where status in ('Placed', 'AwaitingApproval') and expires_at <= clock_now()
                        and (expires_at, id) > ({after?.ExpiresAt ?? DateTimeOffset.UnixEpoch}, {after?.Id ?? Guid.Empty})
                    order by expires_at, id limit {PageSize}
                    """).ToListAsync(token);
            },
            ct);

    [LoggerMessage(Level = LogLevel.Error, Message = "Overdue order {OrderId} could not be expired; the next sweep tries again.")]
    private partial void LogFailed(Exception error, Guid orderId);

    private sealed record Overdue(Guid WholesalerId, Guid Id, DateTimeOffset ExpiresAt);
}
