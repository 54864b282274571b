using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Root of sending: claims a person's oldest waiting reply in a short transaction, posts it outside any transaction, stores
/// the outcome in a second one, and goes on to the next.
/// </summary>
public sealed partial class SendReplies(Transactions transactions, Pools pools, PostReply post, IIdentityWatch identities, ILogger<SendReplies> log)
{
    private const string OneInFlight = "outbox_one_in_flight";

    /// <returns>How long the next one must wait for its pace; null when there is none or something else keeps it.</returns>
    public async Task<TimeSpan?> ExecuteAsync(PersonKey person, CancellationToken ct)
    {
        while (true)
        {
            var (taken, wait) = await ClaimAsync(person, ct);
            if (taken is not { } claim)
            {
                return wait;
            }

            // Once claimed, a stop of the service waits for the answer: a send cut in the middle is one nobody knows about.
            var outcome = await post.ExecuteAsync(claim, CancellationToken.None);
            if (outcome is SendOutcome.Refused { Code: ErrorPolicy.IdentityChanged })
            {
                await identities.ChangedAsync(person, CancellationToken.None);
            }

            if (!await StoreAsync(claim, outcome, CancellationToken.None))
            {
                return null;
            }
        }
    }

    private async Task<Claimed> ClaimAsync(PersonKey person, CancellationToken ct)
    {
        try
        {
            return await transactions.RunAsync(Pool.Sending, (ClaimReply claims, CancellationToken token) => claims.ExecuteAsync(person, token), ct);
        }
        catch (DbUpdateException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: OneInFlight })
        {
            // Somebody took a later one before this one was committed; he looks again after it.
            return default;
        }
    }

    /// <returns>Whether more waits.</returns>
    private async Task<bool> StoreAsync(OutboxClaim claim, SendOutcome outcome, CancellationToken ct)
    {
        if (outcome is SendOutcome.Accepted accepted && claim.Row.Attempt == 1)
        {
            var store = StoreOutcome.OfFirst(claim, accepted);
            var anyWaits = await AnyWaitsAsync(claim.Row.PersonKey, ct, store);
            if (store.RecordsAffected > 0)
            {
                return anyWaits;
            }
        }

        await StoreFullyAsync(claim, outcome, ct);
        return await AnyWaitsAsync(claim.Row.PersonKey, ct);
    }

    /// <summary>Asked after the COMMIT of what is stored, for whoever was woken for the next one meanwhile found this one in its way.</summary>
    /// <param name="before">Goes in the same round trip, and is a transaction of its own.</param>
    private async Task<bool> AnyWaitsAsync(PersonKey person, CancellationToken ct, params NpgsqlBatchCommand[] before)
    {
        await using var batch = pools[Pool.Sending].CreateBatch();
        batch.EnableErrorBarriers = true;
        before.ToList().ForEach(batch.BatchCommands.Add);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select exists (select from outbox where phone_number_id = $1 and person_id = $2 and state = 'Waiting')")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = person.PhoneNumberId }, new NpgsqlParameter<Guid> { TypedValue = person.Person.Value } },
        });
        return (bool)(await batch.ExecuteScalarAsync(ct))!;
    }

    private async Task StoreFullyAsync(OutboxClaim claim, SendOutcome outcome, CancellationToken ct)
    {
        await transactions.RunAsync(Pool.Sending, (StoreOutcome store, CancellationToken token) => store.ExecuteAsync(claim, outcome, token), ct);
        if (outcome is SendOutcome.Refused { Treatment.Remedy: Remedy.UseOtherTemplate } template)
        {
            LogTemplateRefused(claim.Row.Reply, template.Code, template.TraceId);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The template of {Reply} cannot be used: Meta's code {Code}, trace {Trace}. See `templates status`; outside the window it goes in English meanwhile, or not at all.")]
    private partial void LogTemplateRefused(string reply, int code, string? trace);
}
