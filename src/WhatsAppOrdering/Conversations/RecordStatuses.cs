using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Takes waiting statuses and does what they mean: to their replies, and to an order or a person. Joins the root's transaction.</summary>
public sealed class RecordStatuses(OrderingDb db, RecordStatus record, ExtendExpiry extend, Quarantine quarantine, Outbox outbox)
{
    private const int MostAtOnce = 100;
    private const string NotOurs = "no reply of ours";

    /// <summary>Many that move nothing but their reply.</summary>
    public async Task<int> ManyAsync(CancellationToken ct)
    {
        var now = await db.MayBeForgottenAsync(ct);
        var told = new List<(OutboxRow, InboundStatus)>();
        var handled = new List<InboxStatus>();
        foreach (var number in (await TakeAsync(MostAtOnce, ct)).GroupBy(item => item.PhoneNumberId))
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

        await FinishAsync(handled, now, ct);
        return handled.Count;
    }

    /// <summary>The oldest that waits.</summary>
    /// <param name="begins">Is told its key before anything can fail.</param>
    /// <returns>False when none waits.</returns>
    public async Task<bool> OneAsync(Action<string> begins, CancellationToken ct)
    {
        var item = (await TakeAsync(1, ct)).SingleOrDefault();
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
                await extend.ExecuteAsync(reply.WholesalerId!.Value, reply.OrderId!.Value, ct);
                await db.SaveChangesAsync(ct);
            }

            if (status.ErrorCode == ErrorPolicy.IdentityChanged)
            {
                await quarantine.BeginAsync(reply.PersonKey, "PhoneChanged", ct);
                await outbox.SaveAsync(ct);
            }

            await record.ExecuteAsync([(reply, status)], ct);
        }
        else
        {
            item.Reason = NotOurs;
        }

        await FinishAsync([item], await db.ClockAsync(ct), ct);
        return true;
    }

    private Task<List<InboxStatus>> TakeAsync(int most, CancellationToken ct) =>
        db.InboxStatuses.FromSql($"""
            select * from inbox_status where state = 'Waiting' and (next_attempt_at is null or next_attempt_at <= clock_now())
            order by arrival limit {most} for no key update skip locked
            """).ToListAsync(ct);

    private async Task FinishAsync(List<InboxStatus> items, DateTimeOffset now, CancellationToken ct)
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

    /// <summary>One more attempt for a status whose transaction was rolled back.</summary>
    public async Task<int> FailAsync(string key, string reason, CancellationToken ct)
    {
        return await db.Database.ExecuteSqlAsync(
            $"""
            update inbox_status set attempts = attempts + 1, reason = {reason},
                next_attempt_at = clock_now() + interval '2 seconds' * power(2, attempts),
                state = case when attempts >= 4 then 'Dead' else state end
            where dedupe_key = {key} and state = 'Waiting'
            """,
            ct);
    }
}
