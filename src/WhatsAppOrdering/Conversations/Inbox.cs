using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>One person's waiting messages: taking them under a lease, and giving them back after a failure.</summary>
public sealed class Inbox(OrderingDb db, Classify classify, Outbox outbox, AfterCommit afterCommit, Retries retries)
{
    private const int MostAtOnce = 20;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Leases the oldest messages that go into one transaction: those up to the first that locks an order or a line,
    /// or that one alone; a message that failed before is alone too, so that it hurts no other.
    /// </summary>
    /// <returns>Their keys in order; none when there are none or they are not due; null when somebody else holds the conversation.</returns>
    public async Task<IReadOnlyList<string>?> TakeAsync(PersonKey person, Guid owner, CancellationToken ct)
    {
        if (await TryLockAsync(person, mayBeForgotten: true, ct) is not { } now)
        {
            return null;
        }

        var waiting = await db.Inbox
            .Where(message => message.PhoneNumberId == person.PhoneNumberId && message.PersonId == person.Person && message.State == InboxState.Waiting)
            .OrderBy(message => message.SentAt).ThenBy(message => message.Arrival)
            .Take(MostAtOnce).ToListAsync(ct);
        var taken = waiting.TakeWhile(message => IsFree(message, now)).ToList();
        if (taken.Count == 0)
        {
            return [];
        }

        var together = Prefix(taken);
        foreach (var message in together)
        {
            message.LeaseOwner = owner;
            message.LeasedUntil = now + Lease;
        }

        await db.SaveChangesAsync(ct);
        return [.. together.Select(message => message.DedupeKey)];
    }

    /// <summary>After the rollback: one more attempt for the message that failed; the others are as they were.</summary>
    public async Task FailAsync(PersonKey person, IReadOnlyList<string> keys, string failed, Guid owner, string reason, CancellationToken ct)
    {
        await LockAsync(person, ct);
        var now = await db.ClockAsync(ct);
        foreach (var message in await LeasedAsync(person, keys, owner, ct))
        {
            if (message.DedupeKey != failed)
            {
                message.LeaseOwner = null;
                message.LeasedUntil = null;
            }
            else
            {
                Fail(message, reason, now);
            }
        }
    }

    /// <summary>One more failure of a message of this transaction's; after the last one its writer hears of it.</summary>
    public void Fail(InboxMessage message, string reason, DateTimeOffset now, bool againAtOnce = false)
    {
        ArgumentNullException.ThrowIfNull(message);
        var isDead = message.Fail(reason, now);
        if (isDead)
        {
            outbox.Add(new PersonKey(message.PhoneNumberId, message.PersonId!.Value), ReplyNames.FailedMessage, new { }, inReplyTo: message.DedupeKey);
            afterCommit.Do(() => retries.GivenUp(RetryKind.Message, message.Arrival, reason));
            return;
        }

        message.NextAttemptAt = againAtOnce ? null : message.NextAttemptAt;
        var after = (message.NextAttemptAt ?? now) - now;
        afterCommit.Do(() => retries.Again(RetryKind.Message, message.Arrival, after, reason));
    }

    /// <summary>A message of this transaction's is answered.</summary>
    public void Finish(InboxMessage message, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        message.State = InboxState.Handled;
        message.HandledAt = now;
        message.LeaseOwner = null;
        message.LeasedUntil = null;
        if (message.Attempts > 0)
        {
            afterCommit.Do(() => retries.Settled(RetryKind.Message, message.Arrival));
        }
    }

    /// <summary>Locks the conversation for this transaction and reads it fresh.</summary>
    public async Task<Conversation> LockAsync(PersonKey person, CancellationToken ct)
    {
        db.RequireTransaction();
        return (await db.Conversations.FromSql($"""
            select * from conversation where phone_number_id = {person.PhoneNumberId} and person_id = {person.Person.Value} for no key update
            """).ToListAsync(ct)).Single();
    }

    /// <summary>Locks the conversation for this transaction unless somebody else holds it.</summary>
    /// <param name="mayBeForgotten">As of <see cref="Tenants.MayBeForgottenAsync"/>, in the same round trip.</param>
    /// <returns>The database's clock; null when somebody else holds it.</returns>
    public async Task<DateTimeOffset?> TryLockAsync(PersonKey person, bool mayBeForgotten, CancellationToken ct) =>
        await db.Database.SqlQuery<DateTimeOffset?>($"""
            select clock_now() as "Value" from conversation c,
                set_config('synchronous_commit', case when {mayBeForgotten} then 'off' else current_setting('synchronous_commit') end, true)
            where c.phone_number_id = {person.PhoneNumberId} and c.person_id = {person.Person.Value} for no key update of c skip locked
            """).AsAsyncEnumerable().SingleOrDefaultAsync(ct);

    /// <summary>Those of the keys that still wait under our lease, in order.</summary>
    public Task<List<InboxMessage>> LeasedAsync(PersonKey person, IReadOnlyList<string> keys, Guid owner, CancellationToken ct) =>
        db.Inbox
            .Where(message => message.PhoneNumberId == person.PhoneNumberId && keys.Contains(message.DedupeKey)
                && message.State == InboxState.Waiting && message.LeaseOwner == owner)
            .OrderBy(message => message.SentAt).ThenBy(message => message.Arrival)
            .ToListAsync(ct);

    /// <summary>An expired lease is not free: the stranded-messages job counts it as an attempt first.</summary>
    private static bool IsFree(InboxMessage message, DateTimeOffset now) =>
        message.LeasedUntil is null && (message.NextAttemptAt is null || message.NextAttemptAt <= now);

    private List<InboxMessage> Prefix(List<InboxMessage> taken)
    {
        if (taken.Count == 1 || taken[0].Attempts > 0)
        {
            return [taken[0]];
        }

        var together = new List<InboxMessage>();
        foreach (var message in taken)
        {
            var alone = message.Attempts > 0 || classify.LocksOrderOrLine(message);
            if (alone && together.Count > 0)
            {
                return together;
            }

            together.Add(message);
            if (alone)
            {
                return together;
            }
        }

        return together;
    }
}
