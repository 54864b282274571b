using Hangfire.Server;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Office;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// The next try of a reply whose first one failed. It goes by the row: settled does nothing, one under way or of unknown
/// outcome waits, one that was given up goes again only if a person wants it.
/// </summary>
public sealed class RetryReply(Transactions transactions, SendReplies send, DecideOnWork decide, Retries retries)
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(30);

    public async Task RunAsync(long id, PerformContext? context, CancellationToken ct)
    {
        var before = await FindAsync(id, ct);
        if (before is { IsGivenUp: true } && !RetryStates.IsByHand(context))
        {
            throw new GivenUpException(before.Why);
        }

        if (before is { IsGivenUp: true })
        {
            await decide.ExecuteAsync(WorkKind.Reply, id, WorkDecision.Requeue, "Requeued on the dashboard", "dashboard", ct);
        }
        else if (before.State == nameof(OutboxState.Waiting))
        {
            await DueNowAsync(id, ct);
        }

        if (before.IsGivenUp || before.State == nameof(OutboxState.Waiting))
        {
            await send.ExecuteAsync(before.Key, ct);
        }

        Tell(id, await FindAsync(id, ct));
    }

    private void Tell(long id, Found now)
    {
        switch (now.State)
        {
            case nameof(OutboxState.Failed) or nameof(OutboxState.Dead) when !now.IsDiscarded:
                throw new GivenUpException(now.Why);
            case nameof(OutboxState.Waiting):
                throw new TryAgainException(now.DueIn > 0 ? TimeSpan.FromSeconds(now.DueIn) : Held, now.Why);
            case nameof(OutboxState.Sending) or nameof(OutboxState.Ambiguous):
                throw new TryAgainException(TimeSpan.FromSeconds(now.DueIn + 1), "its outcome is unknown yet");
            default:
                retries.Ended(RetryKind.Reply, id);
                break;
        }
    }

    private Task<int> DueNowAsync(long id, CancellationToken ct) => transactions.RunAsync(
        Pool.Jobs,
        (OrderingDb db, CancellationToken token) => db.Database.ExecuteSqlAsync($"update outbox set next_attempt_at = null where id = {id} and state = 'Waiting'", token),
        ct);

    private async Task<Found> FindAsync(long id, CancellationToken ct) => (await transactions.RunAsync(
        Pool.Jobs,
        (OrderingDb db, CancellationToken token) => db.Database.SqlQuery<Found>($"""
            select phone_number_id as "PhoneNumberId", person_id as "PersonId", state as "State", error_code as "Code", discarded_at is not null as "IsDiscarded",
                greatest(0, extract(epoch from coalesce(next_attempt_at, leased_until, clock_now()) - clock_now()))::float8 as "DueIn"
            from outbox where id = {id}
            """).ToListAsync(token),
        ct)).Single();

    private sealed record Found(string PhoneNumberId, Guid PersonId, string State, int? Code, bool IsDiscarded, double DueIn)
    {
        public PersonKey Key => new(PhoneNumberId, new PersonId(PersonId));

        public bool IsGivenUp => State is nameof(OutboxState.Failed) or nameof(OutboxState.Dead) && !IsDiscarded;

        public string Why => Code is null ? "it could not be sent" : $"Meta's code {Code}";
    }
}
