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
    /// <returns>How long the next one must wait for its pace; null when there is none or something else keeps it.</returns>
    public async Task<TimeSpan?> ExecuteAsync(PersonKey person, CancellationToken ct)
    {
        while (true)
        {
            var (taken, wait) = await transactions.RunAsync(Pool.Sending, (ClaimReply claims, CancellationToken token) => claims.ExecuteAsync(person, token), ct);
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

            await transactions.RunAsync(Pool.Sending, (StoreOutcome store, CancellationToken token) => store.ExecuteAsync(claim, outcome, token), CancellationToken.None);
            if (outcome is SendOutcome.Refused { Treatment.Remedy: Remedy.UseOtherTemplate } template)
            {
                LogTemplateRefused(claim.Row.Reply, template.Code, template.TraceId);
            }

            // After COMMIT, for whoever was woken for the next one meanwhile found this one in its way.
            if (!await AnyWaitsAsync(person, CancellationToken.None))
            {
                return null;
            }
        }
    }

    private async Task<bool> AnyWaitsAsync(PersonKey person, CancellationToken ct)
    {
        await using var command = pools[Pool.Sending].CreateCommand("select exists (select from outbox where phone_number_id = $1 and person_id = $2 and state = 'Waiting')");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = person.PhoneNumberId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Person.Value });
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The template of {Reply} cannot be used: Meta's code {Code}, trace {Trace}. See `templates status`; outside the window it goes in English meanwhile, or not at all.")]
    private partial void LogTemplateRefused(string reply, int code, string? trace);
}
