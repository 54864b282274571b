using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>The short transaction after a send: what is known of it now. Joins the root's transaction.</summary>
public sealed class StoreOutcome(OrderingDb db, MoveReplies moves)
{
    /// <summary>A status webhook may have been quicker; it wins.</summary>
    /// <returns>The state that the reply is in now.</returns>
    public async Task<OutboxState> ExecuteAsync(OutboxClaim claim, SendOutcome outcome, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(claim);
        // Forgotten, it is a send whose answer was lost, and the claim itself is not forgotten.
        var now = await db.MayBeForgottenAsync(ct);
        var row = (await db.Outbox.FromSql($"""
            select * from outbox where phone_number_id = {claim.Row.PhoneNumberId} and id = {claim.Row.Id} for no key update
            """).ToListAsync(ct)).Single();
        if (row.Attempt != claim.Row.Attempt)
        {
            if (outcome is SendOutcome.Accepted late)
            {
                await EarlierAttempts.KeepAsync(db, row, late.Wamid, claim.Row.Attempt, ct);
            }

            return row.State;
        }

        moves.Move(row, now, progress => progress.Apply(outcome), Why(outcome));
        await moves.SaveAsync(ct);
        return row.State;
    }

    /// <summary>What <see cref="ExecuteAsync"/> does to a reply that Meta took at its first attempt, in one statement, for nothing follows from it. No row: it has another attempt.</summary>
    public static NpgsqlBatchCommand OfFirst(OutboxClaim claim, SendOutcome.Accepted accepted)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(accepted);
        return new NpgsqlBatchCommand("""
            update outbox set wamid = $4, accepted_at = coalesce(accepted_at, clock_now()),
                leased_until = case when state in ('Sending', 'Ambiguous') then null else leased_until end,
                state = case when state in ('Sending', 'Ambiguous') then 'Accepted' else state end
            from set_config('synchronous_commit', 'off', true)
            where phone_number_id = $1 and id = $2 and attempt = $3
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = claim.Row.PhoneNumberId },
                new NpgsqlParameter<long> { TypedValue = claim.Row.Id },
                new NpgsqlParameter<int> { TypedValue = claim.Row.Attempt },
                new NpgsqlParameter<string> { TypedValue = accepted.Wamid },
            },
        };
    }

    private static string Why(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Refused refused => $"Meta's code {refused.Code}, trace {refused.TraceId}",
        SendOutcome.NotSent => "no connection to Meta",
        _ => "its outcome is unknown",
    };
}
