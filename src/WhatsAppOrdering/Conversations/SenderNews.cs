using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What messages tell of their sender: another number, user id or identity, and that two whom we knew apart are one. Each
/// may mean that somebody else has his phone, so each closes his links (<see cref="Quarantine"/>).
/// </summary>
public sealed class SenderNews(OrderingDb db, Inbox inbox, Quarantine quarantine, Alarms alarms)
{
    /// <summary>
    /// Somebody unknown by his user id writes with a phone by which somebody is known: he is that person, or the phone's
    /// next owner. His messages become the known one's, whose links are closed. And what was stored for somebody while he
    /// turned out to be another goes after him.
    /// </summary>
    /// <returns>True when these messages are no longer this conversation's.</returns>
    public async Task<bool> JoinKnownAsync(Talk talk, IReadOnlyList<InboxMessage> messages, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(messages);
        var stranger = talk.Person;
        if (talk.Memberships.Count > 0)
        {
            return false;
        }

        if (stranger is { Phone: null, UserId: null })
        {
            return await FollowAsync(stranger.Key, InboundMessage.Read(messages[0].Raw), ct);
        }

        foreach (var phone in messages.Select(message => InboundMessage.Read(message.Raw).FromPhone).Distinct())
        {
            if (phone is not null && phone != stranger.Phone && await OwnerAsync(stranger.Key, phone, user: null, ct) is { IsKnown: true } owner)
            {
                await quarantine.BeginAsync(owner.Key(stranger.PhoneNumberId), "AccountChanged", ct);
                await AbsorbAsync(stranger.Key, owner.Key(stranger.PhoneNumberId), phone, stranger.UserId, ct);
                return true;
            }
        }

        return false;
    }

    private async Task<bool> FollowAsync(PersonKey absorbed, InboundMessage message, CancellationToken ct)
    {
        if (await OwnerAsync(absorbed, message.FromPhone, message.FromUserId, ct) is not { } owner)
        {
            return false;
        }

        await AbsorbAsync(absorbed, owner.Key(absorbed.PhoneNumberId), phone: null, user: null, ct);
        return true;
    }

    /// <summary>Looks at what a message says of its sender; true when it is nothing but that news.</summary>
    public async Task<bool> LookAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(inbound);
        if (inbound.Content is InboundContent.SystemChange change)
        {
            await ChangedAsync(talk, change, ct);
            return true;
        }

        if (inbound.FromUserId is { } user && talk.Person.UserId is { } known && user != known)
        {
            await quarantine.BeginAsync(talk, "AccountChanged", ct);
            await LearnAsync(talk, phone: null, user, hash: null, ct);
        }

        if (inbound.FromPhone is { } phone && talk.Person.Phone is { } old && phone != old && await AreTwoAsync(phone, old, ct))
        {
            await quarantine.BeginAsync(talk, "NumberChanged", ct);
            await LearnAsync(talk, phone, user: null, hash: null, ct);
        }

        if (inbound.IdentityHash is { } hash && hash != talk.Person.IdentityHash)
        {
            if (talk.Person.IdentityHash is not null)
            {
                await quarantine.BeginAsync(talk, "PhoneChanged", ct);
            }

            await LearnAsync(talk, phone: null, user: null, hash, ct);
        }

        return false;
    }

    private async Task ChangedAsync(Talk talk, InboundContent.SystemChange change, CancellationToken ct)
    {
        var what = change.Kind switch
        {
            "user_changed_number" or "customer_changed_number" => "NumberChanged",
            "user_changed_user_id" => "AccountChanged",
            "customer_identity_changed" => "PhoneChanged",
            _ => null,
        };
        if (what is not null)
        {
            await quarantine.BeginAsync(talk, what, ct);
            await LearnAsync(talk, what == "NumberChanged" ? change.Phone : null, change.UserId, change.IdentityHash, ct);
        }
    }

    /// <summary>
    /// His messages come under the new id from now on. Whoever was seen under it before this news is him, if nobody knows
    /// that one; one who is known has lost it, and his links are closed as well.
    /// </summary>
    private async Task LearnAsync(Talk talk, string? phone, string? user, string? hash, CancellationToken ct)
    {
        var person = talk.Person.Key;
        while (await OwnerAsync(person, phone, user, ct) is { } owner)
        {
            var other = owner.Key(person.PhoneNumberId);
            if (owner.IsKnown)
            {
                await quarantine.BeginAsync(other, phone is null ? "AccountChanged" : "NumberChanged", ct);
                await db.Database.ExecuteSqlAsync($"""
                    update person set
                        phone = case when phone_key = phone_key({phone}::text) then null else phone end,
                        user_id = nullif(user_id, {user}::text)
                    where phone_number_id = {other.PhoneNumberId} and id = {other.Person.Value}
                    """, ct);
            }
            else
            {
                await inbox.LockAsync(other, ct);
                await AbsorbAsync(other, person, phone, user, ct);
            }
        }

        await db.Database.ExecuteSqlAsync($"""
            update person set phone = coalesce({phone}::text, phone), user_id = coalesce({user}::text, user_id), identity_hash = coalesce({hash}::text, identity_hash)
            where phone_number_id = {person.PhoneNumberId} and id = {person.Person.Value}
            """, ct);
        talk.Person.Phone = phone ?? talk.Person.Phone;
        talk.Person.UserId = user ?? talk.Person.UserId;
        talk.Person.IdentityHash = hash ?? talk.Person.IdentityHash;
    }

    /// <summary>
    /// All that one wrote and was to be told becomes the other's, as do his ids; what was told goes before what was seen. The
    /// other's turns and replies go on with it.
    /// </summary>
    private async Task AbsorbAsync(PersonKey from, PersonKey into, string? phone, string? user, CancellationToken ct)
    {
        var seen = await db.People.AsNoTracking().SingleAsync(found => found.PhoneNumberId == from.PhoneNumberId && found.Id == from.Person, ct);
        await db.Database.ExecuteSqlAsync($"""
            update person set phone = null, user_id = null where phone_number_id = {from.PhoneNumberId} and id = {from.Person.Value};
            update person set phone = coalesce({phone}::text, {seen.Phone}::text, phone), user_id = coalesce({user}::text, {seen.UserId}::text, user_id)
            where phone_number_id = {into.PhoneNumberId} and id = {into.Person.Value};
            update inbox_message set person_id = {into.Person.Value}, lease_owner = null, leased_until = null
            where phone_number_id = {from.PhoneNumberId} and person_id = {from.Person.Value};
            update outbox set person_id = {into.Person.Value}
            where phone_number_id = {from.PhoneNumberId} and person_id = {from.Person.Value} and state = 'Waiting'
            """, ct);
        // Whoever was woken for the one finds nothing there any more, or found his conversation held and left it to us.
        alarms.Ring(into);
        alarms.Ring(from);
    }

    /// <summary>Somebody else who has one of these ids.</summary>
    private async Task<Owner?> OwnerAsync(PersonKey person, string? phone, string? user, CancellationToken ct) =>
        (await db.Database.SqlQuery<Owner>($"""
            select p.id as "Id", exists (select from membership m where m.phone_number_id = p.phone_number_id and m.person_id = p.id) as "IsKnown"
            from person p
            where p.phone_number_id = {person.PhoneNumberId} and p.id <> {person.Person.Value}
                and (p.phone_key = phone_key({phone}::text) or p.user_id = {user}::text)
            limit 1
            """).ToListAsync(ct)).SingleOrDefault();

    /// <summary>Brazilian, Mexican and Argentine numbers have two forms each.</summary>
    private async Task<bool> AreTwoAsync(string phone, string other, CancellationToken ct) =>
        (await db.Database.SqlQuery<bool>($"select phone_key({phone}) <> phone_key({other}) as \"Value\"").ToListAsync(ct))[0];

    private sealed record Owner(Guid Id, bool IsKnown)
    {
        public PersonKey Key(string phoneNumberId) => new(phoneNumberId, new PersonId(Id));
    }
}
