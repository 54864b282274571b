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
    /// <summary>After which a status that was quicker than the answer of its send looks for its reply again.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private const int MostAtOnce = 100;
    private const string NotOurs = "no reply of ours";

    /// <summary>Many that move nothing but their reply.</summary>
    /// <param name="full">Called when there may be more than are taken here.</param>
    public async Task<StatusesTaken> ManyAsync(Action full, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(full);
        var now = await db.MayBeForgottenAsync(ct);
        var told = new List<(StatusOf, InboundStatus)>();
        var (taken, early) = (0, 0);
        var all = await TakeAsync(MostAtOnce, ct);
        if (all.Count == MostAtOnce)
        {
            full();
        }

        foreach (var number in all.GroupBy(item => item.PhoneNumberId))
        {
            var items = number.Select(item => (Item: item, Status: InboundStatus.Read(item.Raw))).ToList();
            var replies = await record.FindAsync(number.Key, [.. items.Select(pair => pair.Status)], ct);
            foreach (var ((item, status), reply) in items.Zip(replies).Where(pair => pair.Second is null || !ReachesFurther(pair.Second, pair.First.Status)))
            {
                taken++;
                if (reply is null)
                {
                    early += await WithoutReplyAsync(item, now, ct) ? 1 : 0;
                }
                else
                {
                    told.Add((reply, status));
                    Finish(item, now);
                }
            }
        }

        if (told.Count > 0)
        {
            await record.ExecuteAsync(told, now, ct);
        }

        await db.SaveChangesAsync(ct);
        return new(taken, early > 0, all.Count == MostAtOnce || taken < all.Count);
    }

    /// <summary>The oldest that waits.</summary>
    /// <param name="begins">Is told its key before anything can fail.</param>
    public async Task<StatusesTaken> OneAsync(Action<string> begins, CancellationToken ct)
    {
        var item = (await TakeAsync(1, ct)).SingleOrDefault();
        if (item is null)
        {
            return new(0, false, false);
        }

        begins(item.DedupeKey);
        var status = InboundStatus.Read(item.Raw);
        var early = false;
        if ((await record.FindAsync(item.PhoneNumberId, [status], ct))[0] is { } reply)
        {
            if (IsFirstDelivery(reply, status))
            {
                await extend.ExecuteAsync(new WholesalerId(reply.WholesalerId!.Value), new OrderId(reply.OrderId!.Value), ct);
                await db.SaveChangesAsync(ct);
            }

            if (status.ErrorCode == ErrorPolicy.IdentityChanged)
            {
                await quarantine.BeginAsync(reply.PersonKey, "PhoneChanged", ct);
                await outbox.SaveAsync(ct);
            }

            var now = await db.ClockAsync(ct);
            await record.ExecuteAsync([(reply, status)], now, ct);
            Finish(item, now);
        }
        else
        {
            early = await WithoutReplyAsync(item, await db.ClockAsync(ct), ct);
        }

        await db.SaveChangesAsync(ct);
        return new(1, early, true);
    }

    private Task<List<InboxStatus>> TakeAsync(int most, CancellationToken ct) =>
        db.InboxStatuses.FromSql($"""
            select * from inbox_status where state = 'Waiting' and (next_attempt_at is null or next_attempt_at <= clock_now())
            order by arrival limit {most} for no key update skip locked
            """).ToListAsync(ct);

    /// <returns>True when its reply may be under way just now, so that it looks for it again.</returns>
    private async Task<bool> WithoutReplyAsync(InboxStatus item, DateTimeOffset now, CancellationToken ct)
    {
        // In this order: an answer that was stored after the first look is found by the second.
        if (await record.MayOutrunAnswerAsync(item.PhoneNumberId, item.ReceivedAt, now, ct)
            || (await record.FindAsync(item.PhoneNumberId, [InboundStatus.Read(item.Raw)], ct))[0] is not null)
        {
            item.NextAttemptAt = now + LookAgain;
            return true;
        }

        item.Reason = NotOurs;
        Finish(item, now);
        return false;
    }

    private static void Finish(InboxStatus item, DateTimeOffset now) => (item.State, item.HandledAt) = (InboxState.Handled, now);

    private static bool ReachesFurther(StatusOf reply, InboundStatus status) =>
        IsFirstDelivery(reply, status) || status.ErrorCode == ErrorPolicy.IdentityChanged;

    private static bool IsFirstDelivery(StatusOf reply, InboundStatus status) =>
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

/// <param name="SomeWait">Among them are some that wait for the answer of their send.</param>
/// <param name="MoreAreDue">Others that were waiting then are not among them, or may not be.</param>
public readonly record struct StatusesTaken(int Count, bool SomeWait, bool MoreAreDue);
