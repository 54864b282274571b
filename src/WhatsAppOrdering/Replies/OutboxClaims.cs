using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>The two short transactions around a send.</summary>
public sealed class OutboxClaims(
    OrderingDb db, IOptions<ReplyOptions> options, ReplyTemplates templates, SendPauses pauses, SendPace pace, ReplyRoute route, AfterCommit afterCommit, WakeUps<ToSend> sending)
{
    private const int MostInOneBubble = 5;

    /// <summary>
    /// Takes the person's oldest waiting reply, if none of his is under way, it is due and its pace allows it. Plain texts
    /// that wait behind a plain text go along in its bubble. A number limited for spam says only what goes first. What a wholesaler has to say to somebody who may be another
    /// person with his phone waits until it is known (quarantine).
    /// </summary>
    public async Task<OutboxClaim?> ClaimAsync(PersonKey person, CancellationToken ct)
    {
        // The person's oldest waiting row is also his lock: two claimers meet on it, and one of them skips.
        var row = (await db.Outbox.FromSql($"""
            select * from outbox o
            where o.phone_number_id = {person.PhoneNumberId} and o.person_id = {person.Person.Value} and o.state = 'Waiting'
                and o.id = (select min(f.id) from outbox f
                    where f.phone_number_id = o.phone_number_id and f.person_id = o.person_id and f.state = 'Waiting'
                        and not exists (select from membership m where m.phone_number_id = f.phone_number_id and m.person_id = f.person_id
                            and m.wholesaler_id = f.wholesaler_id and m.quarantined_at is not null)
                        and not (f.reply <> all({templates.First}) and exists (select from send_pause p
                            where p.until > clock_now() and p.key = f.phone_number_id and p.code = {ErrorPolicy.SpamLimited})))
                and (o.next_attempt_at is null or o.next_attempt_at <= clock_now())
                and not exists (select from outbox b
                    where b.phone_number_id = o.phone_number_id and b.person_id = o.person_id and b.state in ('Sending', 'Ambiguous'))
                and not exists (select from send_pause p where p.until > clock_now() and p.key in ('', o.phone_number_id) and p.code <> {ErrorPolicy.SpamLimited})
            for no key update skip locked
            """).ToListAsync(ct)).SingleOrDefault();
        if (row is null)
        {
            return null;
        }

        if (pace.Take(person, templates.GoesFirst(row.Reply)) is { } wait)
        {
            afterCommit.Do(() => sending.Wake(new ToSend(person), wait));
            return null;
        }

        var now = await db.ClockAsync(ct);
        var about = await ReadAboutAsync(row, ct);
        if (row.Wamid is { } earlier)
        {
            await EarlierAttempts.KeepAsync(db, row, earlier, row.Attempt, ct);
            row.Wamid = null;
        }

        row.State = OutboxState.Sending;
        row.Attempt++;
        row.LeasedUntil = now + options.Value.Lease;
        var windowOpen = about.LastInbound is { } last && now < last + TimeSpan.FromHours(24) - options.Value.WindowMargin;
        var freeForm = windowOpen && !row.TemplateOnly;
        row.Route = freeForm ? "free-form" : "template";
        await db.SaveChangesAsync(ct);
        var claim = new OutboxClaim(
            row, [], new SendToken(about.Installation, row.Id, row.Attempt), new Recipient(about.Phone, about.UserId), freeForm ? about.Language : row.TemplateLanguage ?? about.Language, about.TimeZone, about.IsAbroad, freeForm);
        return claim with { Along = await MergeAsync(claim, ct) };
    }

    /// <summary>Stores what is known after the attempt. A status webhook may have been quicker; it wins.</summary>
    /// <returns>The state that the reply is in now.</returns>
    public async Task<OutboxState> StoreAsync(OutboxClaim claim, SendOutcome outcome, CancellationToken ct)
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

        var progress = new OutboxProgress(row, options.Value, now);
        progress.Apply(outcome);
        await db.SaveChangesAsync(ct);
        await pauses.ApplyAsync(progress.Pause, row.PhoneNumberId, ct);
        return row.State;
    }

    /// <summary>Those in the bubble already, and those that may join it; a template carries nobody.</summary>
    private async Task<IReadOnlyList<OutboxRow>> MergeAsync(OutboxClaim claim, CancellationToken ct)
    {
        var row = claim.Row;
        if (!claim.FreeForm || !templates.IsPlain(row.Reply))
        {
            await db.Database.ExecuteSqlAsync(
                $"update outbox set state = 'Waiting', merged_into = null where phone_number_id = {row.PhoneNumberId} and merged_into = {row.Id}", ct);
            return [];
        }

        var behind = await db.Outbox.Where(other => other.PhoneNumberId == row.PhoneNumberId && other.PersonId == row.PersonId && other.Id > row.Id
                && ((other.State == OutboxState.Waiting && other.Attempt == 0) || other.MergedInto == row.Id))
            .OrderBy(other => other.Id).Take(MostInOneBubble - 1).ToListAsync(ct);
        // A repeat says what the first try said, and in the order of the rows nobody overtakes.
        var along = behind.TakeWhile(other => other.MergedInto == row.Id || (row.Attempt == 1 && Joins(other, row))).ToList();
        while (row.Attempt == 1 && along.Count > 0 && !route.FitsOneBubble(claim with { Along = along }))
        {
            along.RemoveAt(along.Count - 1);
        }

        foreach (var other in along)
        {
            other.State = OutboxState.Merged;
            other.MergedInto = row.Id;
        }

        await db.SaveChangesAsync(ct);
        return along;
    }

    private bool Joins(OutboxRow other, OutboxRow row) =>
        templates.IsPlain(other.Reply) && other is { TemplateOnly: false, NextAttemptAt: null } && other.WholesalerId == row.WholesalerId && other.Repeat == row.Repeat;

    private async Task<About> ReadAboutAsync(OutboxRow row, CancellationToken ct) =>
        (await db.Database.SqlQuery<About>($"""
            select p.phone as "Phone", p.user_id as "UserId",
                coalesce(p.language, w.language, 'en') as "Language", coalesce(w.time_zone, 'UTC') as "TimeZone",
                (select i.id from installation i) as "Installation",
                coalesce(left(p.phone, 2) <> left(n.display_number, 2), false) as "IsAbroad",
                greatest(
                    (select max(m.sent_at) from inbox_message m
                        where m.phone_number_id = p.phone_number_id and m.person_id = p.id and m.kind = 'Message'
                            and m.type is distinct from 'system'),
                    (select max(c.sent_at) from inbox_message c
                        where c.phone_number_id = p.phone_number_id and c.person_id = p.id and c.field = 'calls' and c.type = 'connect')) as "LastInbound"
            from person p
            left join phone_number n on n.id = p.phone_number_id
            left join wholesaler w on w.id = {row.WholesalerId?.Value}::uuid
            where p.phone_number_id = {row.PhoneNumberId} and p.id = {row.PersonId.Value}
            """).ToListAsync(ct))[0];

    private sealed record About(string? Phone, string? UserId, string Language, string TimeZone, string Installation, bool IsAbroad, DateTimeOffset? LastInbound);
}

/// <summary>A reply taken for sending, with what the choice of route and words needs.</summary>
/// <param name="Along">Replies that go along in its bubble.</param>
/// <param name="IsAbroad">His number is of another country than ours, so the wholesaler's time may not be his.</param>
public sealed record OutboxClaim(OutboxRow Row, IReadOnlyList<OutboxRow> Along, SendToken Token, Recipient To, string Language, string TimeZone, bool IsAbroad, bool FreeForm);
