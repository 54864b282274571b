using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Forgets what people wrote and what we said once it is old: the bytes of webhooks, the facts of replies, the notes of the
/// office. Rows and keys stay, so that nothing old is taken for new; decisions, orders and the ledger are not touched.
/// </summary>
public sealed class PurgeTexts(Transactions transactions, Alone alone, IOptions<ConversationOptions> options)
{
    private const int AtOnce = 1000;

    public async Task<int> RunAsync(CancellationToken ct) => await alone.RunAsync(Pool.Jobs, "purge texts", PurgeAsync, ct) ?? 0;

    private async Task<int> PurgeAsync(CancellationToken ct)
    {
        var keep = options.Value.KeepTexts;
        FormattableString[] purges =
        [
            $"""
            update inbox_message set raw = '' where ctid = any(array(select ctid from inbox_message
                where received_at < clock_now() - {keep} and state <> 'Waiting' and raw <> '' limit {AtOnce} for no key update skip locked))
            """,
            $"""
            update inbox_status set raw = '' where ctid = any(array(select ctid from inbox_status
                where received_at < clock_now() - {keep} and state <> 'Waiting' and raw <> '' limit {AtOnce} for no key update skip locked))
            """,
            $$"""
            update outbox set facts = '{}', error = null where ctid = any(array(select ctid from outbox
                where created_at < clock_now() - {{keep}} and state not in ('Waiting', 'Sending', 'Ambiguous') and facts <> '{}' limit {{AtOnce}} for no key update skip locked))
            """,
        ];
        var purged = 0;
        foreach (var purge in purges)
        {
            int some;
            do
            {
                some = await transactions.RunAsync(Pool.Jobs, (OrderingDb db, CancellationToken token) => db.Database.ExecuteSqlAsync(purge, token), ct);
                purged += some;
            }
            while (some == AtOnce);
        }

        return purged + await PurgeNotesAsync(keep, ct);
    }

    private async Task<int> PurgeNotesAsync(TimeSpan keep, CancellationToken ct)
    {
        var wholesalers = await transactions.RunAsync(
            Pool.Jobs, (OrderingDb db, CancellationToken token) => db.Wholesalers.Select(found => found.Id).ToListAsync(token), ct);
        var purged = 0;
        foreach (var wholesaler in wholesalers)
        {
            purged += await transactions.RunAsync(
                Pool.Jobs,
                async (OrderingDb db, CancellationToken token) =>
                {
                    await db.EnterTenantAsync(wholesaler, token);
                    return await db.Database.ExecuteSqlAsync(
                        $"update office_note set text = null where wholesaler_id = {wholesaler.Value} and text is not null and created_at < clock_now() - {keep}", token);
                },
                ct);
        }

        return purged;
    }
}
