using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Finds what a crash left: leases that ran out count as an attempt, and whoever has due messages or statuses is woken.
/// </summary>
public sealed class HandleStrandedMessages(Transactions transactions, WakeUps<ToHandle> turns, WakeUps<StatusesToHandle> statuses)
{
    private const int PageSize = 500;

    public async Task<int> RunAsync(CancellationToken ct)
    {
        statuses.Wake(default);
        var stranded = await FindAsync($"""
            select distinct phone_number_id as "PhoneNumberId", person_id as "PersonId" from inbox_message
            where state = 'Waiting' and leased_until < clock_now() limit {PageSize}
            """, ct);
        foreach (var person in stranded)
        {
            await transactions.RunAsync(Pool.Jobs, (EndLeases leases, CancellationToken token) => leases.ExecuteAsync(person.Key, token), ct);
        }

        var due = await FindAsync($"""
            select distinct phone_number_id as "PhoneNumberId", person_id as "PersonId" from inbox_message
            where state = 'Waiting' and leased_until is null and (next_attempt_at is null or next_attempt_at <= clock_now())
            limit {PageSize}
            """, ct);
        foreach (var person in due)
        {
            turns.Wake(new ToHandle(person.Key));
        }

        return due.Count;
    }

    private Task<List<Found>> FindAsync(FormattableString sql, CancellationToken ct) =>
        transactions.RunAsync(Pool.Jobs, (OrderingDb db, CancellationToken token) => db.Database.SqlQuery<Found>(sql).ToListAsync(token), ct);

    private sealed record Found(string PhoneNumberId, Guid PersonId)
    {
        public PersonKey Key => new(PhoneNumberId, new PersonId(PersonId));
    }
}

/// <summary>Counts leases of one person's messages that ran out as attempts; the last one makes a dead letter. Joins the root's transaction.</summary>
public sealed class EndLeases(OrderingDb db, Inbox inbox, Outbox outbox)
{
    /// <returns>How many ran out; none when somebody has the conversation: its turn is slow, not dead, and if it is dead after all, the next run finds that.</returns>
    public async Task<int> ExecuteAsync(PersonKey person, CancellationToken ct)
    {
        if (await inbox.TryLockAsync(person, mayBeForgotten: false, ct) is not { } now)
        {
            return 0;
        }

        var messages = await db.Inbox
            .Where(message => message.PhoneNumberId == person.PhoneNumberId && message.PersonId == person.Person
                && message.State == InboxState.Waiting && message.LeasedUntil < now)
            .ToListAsync(ct);
        foreach (var message in messages)
        {
            inbox.Fail(message, "its holder stopped", now, againAtOnce: true);
        }

        await outbox.SaveAsync(ct);
        return messages.Count;
    }
}
