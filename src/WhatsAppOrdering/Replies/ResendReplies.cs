using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Finds replies that a crash, a back-off or an unknown outcome left behind, and wakes their senders.</summary>
public sealed partial class ResendReplies(
    Transactions transactions, WakeUps<ToSend> sending, ReplyTemplates templates, IOptions<ReplyOptions> options, ILogger<ResendReplies> log)
{
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var moved = await transactions.RunAsync(Pool.Jobs, (OrderingDb db, MoveReplies moves, CancellationToken token) => EndLeasesAsync(db, moves, token), ct);
        moved += await transactions.RunAsync(Pool.Jobs, (OrderingDb db, CancellationToken token) => GiveUpHeldAsync(db, token), ct);
        var due = await transactions.RunAsync(Pool.Jobs, (OrderingDb db, CancellationToken token) => FindDueAsync(db, token), ct);
        foreach (var person in due)
        {
            sending.Wake(new ToSend(new PersonKey(person.PhoneNumberId, new PersonId(person.PersonId))));
        }

        return moved + due.Count;
    }

    private static async Task<int> EndLeasesAsync(OrderingDb db, MoveReplies moves, CancellationToken ct)
    {
        var rows = await db.Outbox.FromSql($"""
            select * from outbox where state in ('Sending', 'Ambiguous') and leased_until < clock_now()
            order by phone_number_id, id limit 500 for no key update skip locked
            """).ToListAsync(ct);
        var now = await db.ClockAsync(ct);
        foreach (var row in rows)
        {
            moves.Move(row, now, progress => progress.ApplyLeaseOver(), "its outcome stayed unknown");
        }

        await moves.SaveAsync(ct);
        return rows.Count;
    }

    /// <summary>Whoever waits longest first; those whom a pause or a quarantine keeps waiting take nobody's place.</summary>
    private async Task<List<Due>> FindDueAsync(OrderingDb db, CancellationToken ct) =>
        await db.Database.SqlQuery<Due>($"""
            select o.phone_number_id as "PhoneNumberId", o.person_id as "PersonId" from outbox o
            where o.state = 'Waiting' and (o.next_attempt_at is null or o.next_attempt_at <= clock_now())
                and not exists (select from send_pause p where p.until > clock_now() and p.key in ('', o.phone_number_id)
                    and not (p.code = {ErrorPolicy.SpamLimited} and o.reply = any({templates.First})))
                and not exists (select from membership m where m.phone_number_id = o.phone_number_id and m.person_id = o.person_id
                    and m.wholesaler_id = o.wholesaler_id and m.quarantined_at is not null)
                and not exists (select from outbox b
                    where b.phone_number_id = o.phone_number_id and b.person_id = o.person_id and b.state in ('Sending', 'Ambiguous'))
            group by 1, 2 order by min(o.id) limit 1000
            """).ToListAsync(ct);

    /// <summary>A person whom his wholesaler does not trust is not told yesterday's news when he is trusted at last.</summary>
    private async Task<int> GiveUpHeldAsync(OrderingDb db, CancellationToken ct)
    {
        var given = await db.Database.SqlQuery<GivenUp>($"""
            update outbox o set state = 'Dead', error = 'The person was in quarantine for too long.'
            where (o.phone_number_id, o.id) in (select w.phone_number_id, w.id from membership m join outbox w
                on w.phone_number_id = m.phone_number_id and w.person_id = m.person_id and w.wholesaler_id = m.wholesaler_id and w.state = 'Waiting'
                where m.quarantined_at is not null and w.created_at < clock_now() - {options.Value.Patience}
                order by w.phone_number_id, w.id limit 500 for no key update of w skip locked)
            returning o.id as "Id", o.reply as "Reply"
            """).ToListAsync(ct);
        given.ForEach(row => LogHeldTooLong(row.Id, row.Reply));
        return given.Count;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) was given up: its person was in quarantine for too long.")]
    private partial void LogHeldTooLong(long row, string reply);

    private sealed record GivenUp(long Id, string Reply);

    private sealed record Due(string PhoneNumberId, Guid PersonId);
}
