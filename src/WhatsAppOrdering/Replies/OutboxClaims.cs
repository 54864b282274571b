using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>The two short transactions around a send.</summary>
public sealed class OutboxClaims(OrderingDb db, IOptions<ReplyOptions> options)
{
    /// <summary>Takes the person's oldest waiting reply, if none of his is under way and it is due.</summary>
    public async Task<OutboxClaim?> ClaimAsync(PersonKey person, CancellationToken ct)
    {
        // The person's oldest waiting row is also his lock: two claimers meet on it, and one of them skips.
        var row = (await db.Outbox.FromSql($"""
            select * from outbox o
            where o.phone_number_id = {person.PhoneNumberId} and o.person_id = {person.Person.Value} and o.state = 'Waiting'
                and o.id = (select min(f.id) from outbox f
                    where f.phone_number_id = o.phone_number_id and f.person_id = o.person_id and f.state = 'Waiting')
                and (o.next_attempt_at is null or o.next_attempt_at <= clock_now())
                and not exists (select from outbox b
                    where b.phone_number_id = o.phone_number_id and b.person_id = o.person_id and b.state in ('Sending', 'Ambiguous'))
            for no key update skip locked
            """).ToListAsync(ct)).SingleOrDefault();
        if (row is null)
        {
            return null;
        }

        var now = await db.ClockAsync(ct);
        var about = await ReadAboutAsync(row, ct);
        row.State = OutboxState.Sending;
        row.Attempt++;
        row.LeasedUntil = now + options.Value.Lease;
        var windowOpen = about.LastInbound is { } last && now < last + TimeSpan.FromHours(24) - options.Value.WindowMargin;
        var freeForm = windowOpen && !row.TemplateOnly;
        row.Route = freeForm ? "free-form" : "template";
        await db.SaveChangesAsync(ct);
        return new OutboxClaim(row, new Recipient(about.Phone, about.UserId), about.Language, about.TimeZone, freeForm);
    }

    /// <summary>Stores what is known after the attempt. A status webhook may have been quicker; it wins.</summary>
    /// <returns>The state that the reply is in now.</returns>
    public async Task<OutboxState> StoreAsync(OutboxClaim claim, SendOutcome outcome, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var now = await db.ClockAsync(ct);
        var row = (await db.Outbox.FromSql($"""
            select * from outbox where phone_number_id = {claim.Row.PhoneNumberId} and id = {claim.Row.Id} for no key update
            """).ToListAsync(ct)).Single();
        if (row.Attempt != claim.Row.Attempt)
        {
            return row.State;
        }

        new OutboxProgress(row, options.Value, now).Apply(outcome);
        await db.SaveChangesAsync(ct);
        return row.State;
    }

    private async Task<About> ReadAboutAsync(OutboxRow row, CancellationToken ct) =>
        (await db.Database.SqlQuery<About>($"""
            select p.phone as "Phone", p.user_id as "UserId",
                coalesce(p.language, w.language, 'en') as "Language", coalesce(w.time_zone, 'UTC') as "TimeZone",
                (select max(m.sent_at) from inbox_message m
                    where m.phone_number_id = p.phone_number_id and m.person_id = p.id and m.kind = 'Message') as "LastInbound"
            from person p
            left join wholesaler w on w.id = {row.WholesalerId?.Value}::uuid
            where p.phone_number_id = {row.PhoneNumberId} and p.id = {row.PersonId.Value}
            """).ToListAsync(ct))[0];

    private sealed record About(string? Phone, string? UserId, string Language, string TimeZone, DateTimeOffset? LastInbound);
}

/// <summary>A reply taken for sending, with what the choice of route and words needs.</summary>
public sealed record OutboxClaim(OutboxRow Row, Recipient To, string Language, string TimeZone, bool FreeForm);
