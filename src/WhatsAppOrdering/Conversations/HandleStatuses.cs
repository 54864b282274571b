using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Root for delivery statuses, one per transaction: finds its reply without a lock, then order before outbox.
/// The first delivery of a wholesaler's request gives him its time from then on.
/// </summary>
public sealed partial class HandleStatuses(Transactions transactions, ILogger<HandleStatuses> log)
{
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var handled = 0;
        string? current = null;
        while (true)
        {
            try
            {
                if (!await transactions.RunWithRetryAsync(Pool.Sending, (services, token) => HandleOneAsync(services, key => current = key, token), ct))
                {
                    return handled;
                }

                handled++;
            }
            catch (Exception error) when (error is not OperationCanceledException && current is not null)
            {
                LogFailed(error);
                var failed = current;
                current = null;
                await transactions.RunAsync(Pool.Sending, (services, token) => FailAsync(services, failed, error.GetType().Name, token), ct);
            }
        }
    }

    private static async Task<bool> HandleOneAsync(IServiceProvider services, Action<string> begins, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        var record = services.GetRequiredService<RecordStatus>();
        var item = (await db.InboxStatuses.FromSql($"""
            select * from inbox_status where state = 'Waiting' and (next_attempt_at is null or next_attempt_at <= clock_now())
            order by arrival limit 1 for no key update skip locked
            """).ToListAsync(ct)).SingleOrDefault();
        if (item is null)
        {
            return false;
        }

        begins(item.DedupeKey);
        var status = InboundStatus.Read(item.Raw);
        if (await record.FindAsync(item.PhoneNumberId, status, ct) is { } reply)
        {
            if (reply is { Reply: ReplyNames.OrderRequest, OrderId: { } order, WholesalerId: { } wholesaler } && status.Status is "delivered" or "read")
            {
                await services.GetRequiredService<ExtendExpiry>().ExecuteAsync(wholesaler, order, ct);
                await db.SaveChangesAsync(ct);
            }

            await record.ExecuteAsync(reply, status, ct);
        }
        else
        {
            item.Reason = "no reply of ours";
        }

        item.State = InboxState.Handled;
        item.HandledAt = await db.ClockAsync(ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private static async Task FailAsync(IServiceProvider services, string key, string reason, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        await db.Database.ExecuteSqlAsync(
            $"""
            update inbox_status set attempts = attempts + 1, reason = {reason},
                next_attempt_at = clock_now() + interval '2 seconds' * power(2, attempts),
                state = case when attempts >= 4 then 'Dead' else state end
            where dedupe_key = {key} and state = 'Waiting'
            """,
            ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A delivery status could not be worked on.")]
    private partial void LogFailed(Exception error);
}
