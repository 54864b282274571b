using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Finds the reply that a status webhook speaks of, and moves it on. Joins the root's transaction.</summary>
public sealed partial class RecordStatus(OrderingDb db, IOptions<ReplyOptions> options, MoveReplies moves, AfterCommit afterCommit, WakeUps<ToSend> sending, ILogger<RecordStatus> log)
{
    /// <summary>Which reply each speaks of, without a lock; null where it is none of ours, or not yet known to be.</summary>
    public async Task<IReadOnlyList<StatusOf?>> FindAsync(string phoneNumberId, IReadOnlyList<InboundStatus> statuses, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(statuses);
        var wamids = statuses.Select(status => status.Wamid).Where(wamid => wamid.Length > 0).Distinct().ToArray();
        var found = (await ByWamidAsync(phoneNumberId, wamids, ct)).DistinctBy(one => one.Wamid).ToDictionary(one => one.Wamid);
        var tokens = statuses.Where(status => status.Wamid.Length > 0 && !found.ContainsKey(status.Wamid))
            .Select(status => (status.Wamid, Token: SendToken.Read(status.CallbackData))).Where(told => told.Token is not null).Distinct().ToList();
        foreach (var one in tokens.Count == 0 ? [] : await ByTokenAsync(phoneNumberId, tokens!, ct))
        {
            found.TryAdd(one.Wamid, one);
        }

        return [.. statuses.Select(status => found.GetValueOrDefault(status.Wamid))];
    }

    /// <summary>Whether a status of no reply may be of one whose send has no answer yet: it was quicker, and must wait for it.</summary>
    public async Task<bool> MayOutrunAnswerAsync(string phoneNumberId, DateTimeOffset receivedAt, DateTimeOffset now, CancellationToken ct) =>
        now < receivedAt + options.Value.Lease + options.Value.WaitForStatus
        && await db.Outbox.AnyAsync(
            row => row.PhoneNumberId == phoneNumberId && (row.State == OutboxState.Sending || row.State == OutboxState.Ambiguous) && row.Wamid == null, ct);

    /// <summary>Locks the replies (last of all locks, in the order of their keys) and moves each forward by what was told of it.</summary>
    public async Task ExecuteAsync(IReadOnlyList<(StatusOf Found, InboundStatus Status)> told, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(told);
        var numbers = told.Select(one => one.Found.PhoneNumberId).ToArray();
        var ids = told.Select(one => one.Found.Id).ToArray();
        var rows = (await db.Outbox.FromSql($"""
            select o.* from outbox o
            where o.id = any({ids}) and (o.phone_number_id, o.id) in (select n, i from unnest({numbers}, {ids}) k (n, i))
            order by o.phone_number_id, o.id for no key update of o
            """).ToListAsync(ct)).ToDictionary(row => (row.PhoneNumberId, row.Id));
        foreach (var (found, status) in told)
        {
            var row = rows[(found.PhoneNumberId, found.Id)];
            if (found.Attempt == row.Attempt && (row.Wamid ??= found.Wamid) != found.Wamid)
            {
                // The answer of the send came since, and named another message.
                continue;
            }

            if (found.Attempt != row.Attempt && found.ByToken)
            {
                await EarlierAttempts.KeepAsync(db, row, found.Wamid, found.Attempt, ct);
            }

            var wasUnderWay = row.State is OutboxState.Sending or OutboxState.Ambiguous;
            moves.Move(row, now, progress => progress.Apply(status, found.Attempt), $"a status told Meta's code {status.ErrorCode}");
            if (status is { Status: "failed", Error: { } error } && ErrorPolicy.For(error, httpStatus: null).Remedy == Remedy.UseOtherTemplate)
            {
                afterCommit.Do(() => LogTemplateRefused(row.Reply, error.Code));
            }

            if (wasUnderWay || row.State == OutboxState.Waiting)
            {
                // It was in the way of the next one, or goes again itself.
                afterCommit.Do(() => sending.Wake(new ToSend(row.PersonKey)));
            }
        }

        await moves.SaveAsync(ct);
    }

    // "offset 0" keeps the order: the few that are named first, and each one's reply by its key. A planner without statistics,
    // as on the first day, reads all replies of the number instead, for each batch.
    private Task<List<StatusOf>> ByWamidAsync(string phoneNumberId, string[] wamids, CancellationToken ct) =>
        db.Database.SqlQuery<StatusOf>($"""
            select o.phone_number_id as "PhoneNumberId", o.id as "Id", o.person_id as "PersonId", o.reply as "Reply", o.order_id as "OrderId",
                o.wholesaler_id as "WholesalerId", o.wamid as "Wamid", o.attempt as "Attempt", false as "ByToken"
            from outbox o where o.phone_number_id = {phoneNumberId} and o.wamid = any({wamids})
            union all
            select o.phone_number_id, o.id, o.person_id, o.reply, o.order_id, o.wholesaler_id, a.wamid, a.attempt, false
            from outbox_attempt a
            cross join lateral (select * from outbox o where o.phone_number_id = a.phone_number_id and o.id = a.outbox_id offset 0) o
            where a.phone_number_id = {phoneNumberId} and a.wamid = any({wamids})
            """).ToListAsync(ct);

    /// <summary>Only for attempts whose wamid is not known: where it is, another one is not theirs, whatever the token says.</summary>
    private Task<List<StatusOf>> ByTokenAsync(string phoneNumberId, IReadOnlyList<(string Wamid, SendToken Token)> tokens, CancellationToken ct)
    {
        var wamids = tokens.Select(told => told.Wamid).ToArray();
        var installations = tokens.Select(told => told.Token.Installation).ToArray();
        var ids = tokens.Select(told => told.Token.Row).ToArray();
        var attempts = tokens.Select(told => told.Token.Attempt).ToArray();
        return db.Database.SqlQuery<StatusOf>($"""
            select o.phone_number_id as "PhoneNumberId", o.id as "Id", o.person_id as "PersonId", o.reply as "Reply", o.order_id as "OrderId",
                o.wholesaler_id as "WholesalerId", t.wamid as "Wamid", t.attempt as "Attempt", true as "ByToken"
            from unnest({wamids}, {installations}, {ids}, {attempts}) t (wamid, installation, id, attempt)
            join installation i on i.id = t.installation
            cross join lateral (select * from outbox o where o.phone_number_id = {phoneNumberId} and o.id = t.id offset 0) o
            where o.attempt = t.attempt and o.wamid is null
                or o.attempt > t.attempt and not exists (select from outbox_attempt a
                    where a.phone_number_id = o.phone_number_id and a.outbox_id = o.id and a.attempt = t.attempt)
            """).ToListAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The template of {Reply} cannot be used: a status told Meta's code {Code}. See `templates status`; outside the window it goes in English meanwhile, or not at all.")]
    private partial void LogTemplateRefused(string reply, int? code);
}

/// <summary>The reply that a status is of, and which of its attempts; <paramref name="ByToken"/>: the attempt's wamid was not known before.</summary>
public sealed record StatusOf(
    string PhoneNumberId, long Id, Guid PersonId, string Reply, Guid? OrderId, Guid? WholesalerId, string Wamid, int Attempt, bool ByToken)
{
    public PersonKey PersonKey => new(PhoneNumberId, new PersonId(PersonId));
}

/// <summary>The wamids of attempts before a reply's newest.</summary>
internal static class EarlierAttempts
{
    public static Task KeepAsync(OrderingDb db, OutboxRow row, string wamid, int attempt, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into outbox_attempt (phone_number_id, wamid, outbox_id, attempt) values ({row.PhoneNumberId}, {wamid}, {row.Id}, {attempt})
        on conflict do nothing
        """, ct);
}
