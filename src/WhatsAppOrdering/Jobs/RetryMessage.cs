using Hangfire.Server;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Office;

namespace WhatsAppOrdering.Jobs;

/// <summary>The turn of a message whose first one failed; it goes by the row, as <see cref="RetryReply"/> does.</summary>
public sealed class RetryMessage(Transactions transactions, HandleConversation handle, DecideOnWork decide, Retries retries)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public async Task RunAsync(long arrival, PerformContext? context, CancellationToken ct)
    {
        var before = await FindAsync(arrival, ct);
        if (before is { IsDead: true } && !RetryStates.IsByHand(context))
        {
            throw new GivenUpException(before.Why);
        }

        if (before is { IsDead: true })
        {
            await decide.ExecuteAsync(WorkKind.Message, arrival, WorkDecision.Requeue, "Requeued on the dashboard", "dashboard", ct);
        }
        else if (before is { IsAtWork: false })
        {
            await DueNowAsync(arrival, ct);
        }

        if (before is { IsAtWork: false })
        {
            await handle.ExecuteAsync(before.Key, ct);
        }

        switch (await FindAsync(arrival, ct))
        {
            case null:
                retries.Ended(RetryKind.Message, arrival);
                break;
            case { IsDead: true } dead:
                throw new GivenUpException(dead.Why);
            case { } waits:
                throw new TryAgainException(waits.DueIn > 0 ? TimeSpan.FromSeconds(waits.DueIn) : Soon, waits.Why);
        }
    }

    private Task<int> DueNowAsync(long arrival, CancellationToken ct) => transactions.RunAsync(
        Pool.Jobs,
        (OrderingDb db, CancellationToken token) => db.Database.ExecuteSqlAsync(
            $"update inbox_message set next_attempt_at = null where arrival = {arrival} and state = 'Waiting' and leased_until is null", token),
        ct);

    /// <summary>Null once it is settled. From the partial indexes of what waits and what is dead.</summary>
    private async Task<Found?> FindAsync(long arrival, CancellationToken ct) => (await transactions.RunAsync(
        Pool.Jobs,
        (OrderingDb db, CancellationToken token) => db.Database.SqlQuery<Found>($"""
            select phone_number_id as "PhoneNumberId", person_id as "PersonId", false as "IsDead", leased_until is not null as "IsAtWork", reason as "Reason",
                greatest(0, extract(epoch from coalesce(next_attempt_at, clock_now()) - clock_now()))::float8 as "DueIn"
            from inbox_message where state = 'Waiting' and arrival = {arrival}
            union all
            select phone_number_id, person_id, true, false, reason, 0 from inbox_message where state = 'Dead' and discarded_at is null and arrival = {arrival}
            """).ToListAsync(token),
        ct)).SingleOrDefault();

    private sealed record Found(string PhoneNumberId, Guid PersonId, bool IsDead, bool IsAtWork, string? Reason, double DueIn)
    {
        public PersonKey Key => new(PhoneNumberId, new PersonId(PersonId));

        public string Why => Reason ?? "it is being worked on";
    }
}
