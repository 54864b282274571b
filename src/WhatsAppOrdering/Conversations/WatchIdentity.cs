using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>Root for a send that Meta refused because the person's identity changed: his links go into quarantine.</summary>
public sealed class WatchIdentity(Transactions transactions) : IIdentityWatch
{
    public Task ChangedAsync(PersonKey person, CancellationToken ct) => transactions.RunAsync(
        Pool.Sending,
        async (Quarantine quarantine, Outbox outbox, CancellationToken token) =>
        {
            await quarantine.BeginAsync(person, "PhoneChanged", token);
            await outbox.SaveAsync(token);
            return true;
        },
        ct);
}
