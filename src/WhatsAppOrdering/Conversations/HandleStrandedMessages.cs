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
            await transactions.RunAsync(Pool.Jobs, (services, token) => EndLeaseAsync(services, person.Key, token), ct);
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

    private static async Task EndLeaseAsync(IServiceProvider services, PersonKey person, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        if (!await services.GetRequiredService<Inbox>().TryLockAsync(person, ct))
        {
            // Its turn is slow, not dead; if it is dead after all, the next run finds that.
            return;
        }

        var now = await db.ClockAsync(ct);
        var messages = await db.Inbox
            .Where(message => message.PhoneNumberId == person.PhoneNumberId && message.PersonId == person.Person
                && message.State == InboxState.Waiting && message.LeasedUntil < now)
            .ToListAsync(ct);
        foreach (var message in messages)
        {
            if (message.Fail("its holder stopped", now))
            {
                services.GetRequiredService<Outbox>().Add(person, ReplyNames.FailedMessage, new { }, inReplyTo: message.DedupeKey);
            }

            message.NextAttemptAt = null;
        }

        await services.GetRequiredService<Outbox>().SaveAsync(ct);
    }

    private Task<List<Found>> FindAsync(FormattableString sql, CancellationToken ct) =>
        transactions.RunAsync(Pool.Jobs, (services, token) => services.GetRequiredService<OrderingDb>().Database.SqlQuery<Found>(sql).ToListAsync(token), ct);

    private sealed record Found(string PhoneNumberId, Guid PersonId)
    {
        public PersonKey Key => new(PhoneNumberId, new PersonId(PersonId));
    }
}
