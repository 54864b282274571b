using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>The short transaction before a send. Joins the root's transaction.</summary>
public sealed class ClaimReply(OrderingDb db, IOptions<ReplyOptions> options, ReplyTemplates templates, SendPace pace, MergeReplies merge)
{
    /// <summary>
    /// Takes the person's oldest waiting reply, if none of his is under way, it is due and its pace allows it. A number limited for spam says only what goes first. What a wholesaler has to say to somebody who may be another
    /// person with his phone waits until it is known (quarantine).
    /// </summary>
    public async Task<Claimed> ExecuteAsync(PersonKey person, CancellationToken ct)
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
            return default;
        }

        if (pace.Take(person, templates.GoesFirst(row.Reply)) is { } wait)
        {
            return new(null, wait);
        }

        var about = await ReadAboutAsync(row, ct);
        var now = about.Now;
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
        return new(claim with { Along = await merge.ExecuteAsync(claim, ct) }, null);
    }

    private async Task<About> ReadAboutAsync(OutboxRow row, CancellationToken ct) =>
        (await db.Database.SqlQuery<About>($"""
            select p.phone as "Phone", p.user_id as "UserId", clock_now() as "Now",
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

    private sealed record About(string? Phone, string? UserId, DateTimeOffset Now, string Language, string TimeZone, string Installation, bool IsAbroad, DateTimeOffset? LastInbound);
}

/// <summary>What a claim found.</summary>
/// <param name="Claim">Null when nothing may leave now.</param>
/// <param name="Wait">How long the pace makes it wait.</param>
public readonly record struct Claimed(OutboxClaim? Claim, TimeSpan? Wait);

/// <summary>A reply taken for sending, with what the choice of route and words needs.</summary>
/// <param name="Along">Replies that go along in its bubble.</param>
/// <param name="IsAbroad">His number is of another country than ours, so the wholesaler's time may not be his.</param>
public sealed record OutboxClaim(OutboxRow Row, IReadOnlyList<OutboxRow> Along, SendToken Token, Recipient To, string Language, string TimeZone, bool IsAbroad, bool FreeForm);
