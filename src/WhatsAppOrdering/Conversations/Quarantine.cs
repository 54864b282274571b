using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// A person whose number, user id or identity changed may be somebody else with his phone: nothing goes over his links to
/// wholesalers, neither orders nor figures, until each wholesaler says that it is still him.
/// </summary>
public sealed partial class Quarantine(OrderingDb db, Outbox outbox, AfterCommit afterCommit, WakeUps<ToSend> sending, ILogger<Quarantine> log)
{
    /// <summary>Closes all links of the person at hand. Joins the root's transaction.</summary>
    public Task BeginAsync(Talk talk, string what, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        return BeginAsync(talk.Memberships, what, talk.Now, ct);
    }

    /// <summary>Closes all links of somebody else. Joins the root's transaction.</summary>
    public async Task BeginAsync(PersonKey person, string what, CancellationToken ct)
    {
        var links = await db.Memberships.AsNoTracking()
            .Where(link => link.PhoneNumberId == person.PhoneNumberId && link.PersonId == person.Person && link.QuarantinedAt == null)
            .OrderBy(link => link.WholesalerId).ThenBy(link => link.Id).ToListAsync(ct);
        await BeginAsync(links, what, await db.ClockAsync(ct), ct);
    }

    private async Task BeginAsync(IEnumerable<Membership> links, string what, DateTimeOffset now, CancellationToken ct)
    {
        var begun = new List<Membership>();
        foreach (var link in links.Where(link => link.QuarantinedAt is null))
        {
            (link.QuarantinedAt, link.QuarantineReason, link.Quarantines) = (now, what, link.Quarantines + 1);
            var isNew = await db.Database.ExecuteSqlAsync($"""
                update membership set quarantined_at = {now}, quarantine_reason = {what}, quarantines = {link.Quarantines}
                where wholesaler_id = {link.WholesalerId.Value} and id = {link.Id} and quarantined_at is null
                """, ct) > 0;
            if (isNew)
            {
                begun.Add(link);
                LogBegun(link.Id, link.WholesalerId.Value, link.Role, what);
                await AskAsync(link, what, ct);
            }
        }

        foreach (var link in begun.Where(link => link.Role == Role.Approver))
        {
            await HandOnAsync(link, ct);
        }
    }

    /// <summary>What other replies may wait for, an order cannot: its request goes to the next approver (escalation).</summary>
    private Task<int> HandOnAsync(Membership approver, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        update outbox set state = 'Failed', error = 'The approver is in quarantine.'
        where phone_number_id = {approver.PhoneNumberId} and person_id = {approver.PersonId.Value} and wholesaler_id = {approver.WholesalerId.Value}
            and state = 'Waiting' and reply in ({ReplyNames.OrderRequest}, {ReplyNames.ApprovalRequest})
        """, ct);

    private async Task AskAsync(Membership link, string what, CancellationToken ct)
    {
        var approver = await db.Memberships.AsNoTracking()
            .Where(other => other.WholesalerId == link.WholesalerId && other.Role == Role.Approver && other.QuarantinedAt == null && other.PersonId != link.PersonId)
            .OrderBy(other => other.CreatedAt).ThenBy(other => other.Id).FirstOrDefaultAsync(ct);
        var shop = await db.Retailers.AsNoTracking()
            .Where(retailer => retailer.WholesalerId == link.WholesalerId && retailer.Id == link.RetailerId).Select(retailer => retailer.Name).SingleOrDefaultAsync(ct);
        if (approver is null)
        {
            LogNobodyToAsk(link.Id, link.WholesalerId.Value);
            return;
        }

        outbox.Add(
            approver.PersonKey, ReplyNames.LinkQuestion,
            new { WholesalerId = link.WholesalerId.Value, Subject = link.Id, Version = link.Quarantines, Shop = shop ?? "your own office", What = what },
            link.WholesalerId);
    }

    /// <summary>The wholesaler's answer by button; one that belongs to an earlier change does nothing.</summary>
    public async Task AnswerAsync(Talk talk, ButtonToken token, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(token);
        var trusted = token.Action == ButtonAction.TrustLink;
        if (trusted)
        {
            await db.Database.ExecuteSqlAsync($"""
                update membership set quarantined_at = null, quarantine_reason = null
                where wholesaler_id = {token.Wholesaler} and id = {token.Subject} and quarantines = {token.Version}
                """, ct);
        }

        var wholesaler = new WholesalerId(token.Wholesaler);
        var link = await db.Memberships.AsNoTracking().SingleOrDefaultAsync(found => found.WholesalerId == wholesaler && found.Id == token.Subject, ct);
        if (trusted && link is { QuarantinedAt: null })
        {
            // What he was to be told meanwhile leaves now.
            afterCommit.Do(() => sending.Wake(new ToSend(link.PersonKey)));
        }

        talk.Answer(outbox, ReplyNames.LinkAnswered, new { Open = link is { QuarantinedAt: null } }, wholesaler);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {Link} of wholesaler {Wholesaler} ({Role}) is in quarantine: the person's {What} changed.")]
    private partial void LogBegun(Guid link, Guid wholesaler, Role role, string what);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Link {Link} of wholesaler {Wholesaler} is in quarantine, and there is no approver to ask: the office must say over HTTP whether it is still the same person.")]
    private partial void LogNobodyToAsk(Guid link, Guid wholesaler);
}
