using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Root for delivery statuses. Those that move nothing but their reply go many to a transaction, and only then do replies
/// have to be locked in the order of their keys; what reaches further has one of its own: order before outbox. The first
/// delivery of a wholesaler's request gives him its time from then on.
/// </summary>
public sealed partial class HandleStatuses(Transactions transactions, ILogger<HandleStatuses> log)
{
    private const int MostAtOnce = 100;
    private const string NotOurs = "no reply of ours";

    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var handled = 0;
        string? current = null;
        while (true)
        {
            handled += await TryManyAsync(ct);
            try
            {
                // What reaches further; and of many that failed together, the one that makes them.
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

    private async Task<int> TryManyAsync(CancellationToken ct)
    {
        try
        {
            return await transactions.RunWithRetryAsync(Pool.Sending, HandleManyAsync, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogApart(error);
            return 0;
        }
    }

    private static async Task<int> HandleManyAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        var record = services.GetRequiredService<RecordStatus>();
        var now = await db.MayBeForgottenAsync(ct);
        var told = new List<(OutboxRow, InboundStatus)>();
        var handled = new List<InboxStatus>();
        foreach (var number in (await TakeAsync(db, MostAtOnce, ct)).GroupBy(item => item.PhoneNumberId))
        {
            var items = number.Select(item => (Item: item, Status: InboundStatus.Read(item.Raw))).ToList();
            var replies = await record.FindAsync(number.Key, [.. items.Select(pair => pair.Status)], ct);
            foreach (var ((item, status), reply) in items.Zip(replies).Where(pair => pair.Second is null || !ReachesFurther(pair.Second, pair.First.Status)))
            {
                handled.Add(item);
                if (reply is null)
                {
                    item.Reason = NotOurs;
                }
                else
                {
                    told.Add((reply, status));
                }
            }
        }

        if (told.Count > 0)
        {
            await record.ExecuteAsync(told, ct);
        }

        await FinishAsync(db, handled, now, ct);
        return handled.Count;
    }

    private static async Task<bool> HandleOneAsync(IServiceProvider services, Action<string> begins, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        var record = services.GetRequiredService<RecordStatus>();
        var item = (await TakeAsync(db, 1, ct)).SingleOrDefault();
        if (item is null)
        {
            return false;
        }

        begins(item.DedupeKey);
        var status = InboundStatus.Read(item.Raw);
        if ((await record.FindAsync(item.PhoneNumberId, [status], ct))[0] is { } reply)
        {
            if (IsFirstDelivery(reply, status))
            {
                await services.GetRequiredService<ExtendExpiry>().ExecuteAsync(reply.WholesalerId!.Value, reply.OrderId!.Value, ct);
                await db.SaveChangesAsync(ct);
            }

            if (status.ErrorCode == ErrorPolicy.IdentityChanged)
            {
                await services.GetRequiredService<Quarantine>().BeginAsync(reply.PersonKey, "PhoneChanged", ct);
                await services.GetRequiredService<Outbox>().SaveAsync(ct);
            }

            await record.ExecuteAsync([(reply, status)], ct);
        }
        else
        {
            item.Reason = NotOurs;
        }

        await FinishAsync(db, [item], await db.ClockAsync(ct), ct);
        return true;
    }

    private static Task<List<InboxStatus>> TakeAsync(OrderingDb db, int most, CancellationToken ct) =>
        db.InboxStatuses.FromSql($"""
            select * from inbox_status where state = 'Waiting' and (next_attempt_at is null or next_attempt_at <= clock_now())
            order by arrival limit {most} for no key update skip locked
            """).ToListAsync(ct);

    private static async Task FinishAsync(OrderingDb db, List<InboxStatus> items, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var item in items)
        {
            (item.State, item.HandledAt) = (InboxState.Handled, now);
        }

        await db.SaveChangesAsync(ct);
    }

    private static bool ReachesFurther(OutboxRow reply, InboundStatus status) =>
        IsFirstDelivery(reply, status) || status.ErrorCode == ErrorPolicy.IdentityChanged;

    private static bool IsFirstDelivery(OutboxRow reply, InboundStatus status) =>
        reply is { Reply: ReplyNames.OrderRequest, OrderId: not null, WholesalerId: not null } && status.Status is "delivered" or "read";

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery statuses could not be worked on together; one by one.")]
    private partial void LogApart(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A delivery status could not be worked on.")]
    private partial void LogFailed(Exception error);
}
