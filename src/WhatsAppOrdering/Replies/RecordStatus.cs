using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Finds the reply that a status webhook speaks of, and moves it on. Joins the root's transaction.</summary>
public sealed partial class RecordStatus(OrderingDb db, IOptions<ReplyOptions> options, SendPauses pauses, AfterCommit afterCommit, WakeUps<ToSend> sending, ILogger<RecordStatus> log)
{
    /// <summary>Which reply each speaks of, without a lock; null where it is none of ours.</summary>
    public async Task<IReadOnlyList<OutboxRow?>> FindAsync(string phoneNumberId, IReadOnlyList<InboundStatus> statuses, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(statuses);
        var ids = statuses.Select(status => ReadToken(status.CallbackData)?.Row).OfType<long>().Distinct().ToList();
        var wamids = statuses.Where(status => ReadToken(status.CallbackData) is null).Select(status => status.Wamid).OfType<string>().Distinct().ToList();
        // Two statements: each has an index of its own, and "one or the other" would have none.
        var byId = ids.Count == 0 ? [] : await db.Outbox.AsNoTracking()
            .Where(row => row.PhoneNumberId == phoneNumberId && ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct);
        var byWamid = wamids.Count == 0 ? [] : await db.Outbox.AsNoTracking()
            .Where(row => row.PhoneNumberId == phoneNumberId && wamids.Contains(row.Wamid!)).ToListAsync(ct);
        return [.. statuses.Select(status => ReadToken(status.CallbackData) is { } token
            ? byId.GetValueOrDefault(token.Row)
            : byWamid.FirstOrDefault(row => row.Wamid == status.Wamid))];
    }

    /// <summary>Locks the replies (last of all locks, in the order of their keys) and moves each forward by what was told of it.</summary>
    public async Task ExecuteAsync(IReadOnlyList<(OutboxRow Found, InboundStatus Status)> told, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(told);
        var numbers = told.Select(one => one.Found.PhoneNumberId).ToArray();
        var ids = told.Select(one => one.Found.Id).ToArray();
        var rows = (await db.Outbox.FromSql($"""
            select o.* from outbox o
            where (o.phone_number_id, o.id) in (select n, i from unnest({numbers}, {ids}) k (n, i))
            order by o.phone_number_id, o.id for no key update of o
            """).ToListAsync(ct)).ToDictionary(row => (row.PhoneNumberId, row.Id));
        var now = await db.ClockAsync(ct);
        var asked = new List<(OutboxProgress Progress, OutboxRow Row)>();
        foreach (var (found, status) in told)
        {
            var row = rows[(found.PhoneNumberId, found.Id)];
            var before = row.State;
            var progress = new OutboxProgress(row, options.Value, now);
            progress.Apply(status, ReadToken(status.CallbackData)?.Attempt ?? row.Attempt);
            asked.Add((progress, row));
            if (status is { Status: "failed", Error: { } error } && ErrorPolicy.For(error, httpStatus: null).Remedy == Remedy.UseOtherTemplate)
            {
                afterCommit.Do(() => LogTemplateRefused(row.Reply, error.Code));
            }

            if (row.State != before && row.State is OutboxState.Failed or OutboxState.Dead)
            {
                afterCommit.Do(() => LogGivenUp(row.Id, row.Reply, row.ErrorCode));
            }

            afterCommit.Do(() => sending.Wake(new ToSend(row.PersonKey)));
        }

        await db.SaveChangesAsync(ct);
        foreach (var (progress, row) in asked)
        {
            await pauses.ApplyAsync(progress.Pause, row.PhoneNumberId, ct);
        }
    }

    private static (long Row, int Attempt)? ReadToken(string? callbackData) =>
        callbackData?.Split('.') is [var row, var attempt]
            && long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (id, number)
            : null;

    [LoggerMessage(Level = LogLevel.Critical, Message = "The template of {Reply} cannot be used: a status told Meta's code {Code}. See `templates status`; outside the window it goes in English meanwhile, or not at all.")]
    private partial void LogTemplateRefused(string reply, int? code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) was given up: a status told Meta's code {Code}.")]
    private partial void LogGivenUp(long row, string reply, int? code);
}
