using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Replies;

/// <summary>Finds replies that a crash, a back-off or an unknown outcome left behind, and wakes their senders.</summary>
public sealed partial class ResendReplies(Transactions transactions, WakeUps<ToSend> sending, ILogger<ResendReplies> log) : IJob
{
    public string Name => "Resend replies";

    public TimeSpan Every => TimeSpan.FromSeconds(10);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var moved = await transactions.RunAsync(Pool.Pages, EndLeasesAsync, ct);
        var due = await transactions.RunAsync(Pool.Pages, FindDueAsync, ct);
        foreach (var person in due)
        {
            sending.Wake(new ToSend(new PersonKey(person.PhoneNumberId, new PersonId(person.PersonId))));
        }

        return moved + due.Count;
    }

    private async Task<int> EndLeasesAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        var options = services.GetRequiredService<IOptions<ReplyOptions>>().Value;
        var rows = await db.Outbox.FromSql($"""
            select * from outbox where state in ('Sending', 'Ambiguous') and leased_until < clock_now()
            order by phone_number_id, id limit 500 for no key update skip locked
            """).ToListAsync(ct);
        var now = await db.ClockAsync(ct);
        foreach (var row in rows)
        {
            new OutboxProgress(row, options, now).ApplyLeaseOver();
            if (row.State == OutboxState.Dead)
            {
                LogDead(row.Id, row.Reply);
            }
        }

        await db.SaveChangesAsync(ct);
        return rows.Count;
    }

    private static async Task<List<Due>> FindDueAsync(IServiceProvider services, CancellationToken ct) =>
        await services.GetRequiredService<OrderingDb>().Database.SqlQuery<Due>($"""
            select distinct phone_number_id as "PhoneNumberId", person_id as "PersonId" from outbox
            where state = 'Waiting' and (next_attempt_at is null or next_attempt_at <= clock_now())
            limit 1000
            """).ToListAsync(ct);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) was given up: its outcome stayed unknown or its attempts are used up.")]
    private partial void LogDead(long row, string reply);

    private sealed record Due(string PhoneNumberId, Guid PersonId);
}
