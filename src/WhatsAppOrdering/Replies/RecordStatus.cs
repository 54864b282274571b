using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Finds the reply that a status webhook speaks of, and moves it on. Joins the root's transaction.</summary>
public sealed class RecordStatus(OrderingDb db, IOptions<ReplyOptions> options, AfterCommit afterCommit, WakeUps<ToSend> sending)
{
    /// <summary>Which reply it is, without a lock; null when it is none of ours.</summary>
    public async Task<OutboxRow?> FindAsync(string phoneNumberId, InboundStatus status, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(status);
        var byToken = ReadToken(status.CallbackData);
        return await db.Outbox.AsNoTracking()
            .Where(row => row.PhoneNumberId == phoneNumberId)
            .Where(row => byToken != null ? row.Id == byToken.Value.Row : row.Wamid == status.Wamid)
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>Locks the reply (last of all locks) and moves it forward.</summary>
    public async Task ExecuteAsync(OutboxRow found, InboundStatus status, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(status);
        var row = (await db.Outbox.FromSql($"""
            select * from outbox where phone_number_id = {found.PhoneNumberId} and id = {found.Id} for no key update
            """).ToListAsync(ct)).Single();
        var now = await db.ClockAsync(ct);
        new OutboxProgress(row, options.Value, now).Apply(status, ReadToken(status.CallbackData)?.Attempt ?? row.Attempt);
        afterCommit.Do(() => sending.Wake(new ToSend(row.PersonKey)));
    }

    private static (long Row, int Attempt)? ReadToken(string? callbackData) =>
        callbackData?.Split('.') is [var row, var attempt]
            && long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (id, number)
            : null;
}
