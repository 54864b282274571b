using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>Makes somebody known at one of a wholesaler's numbers, before he has ever written. Joins the root's transaction.</summary>
public sealed class AddPerson(OrderingDb db)
{
    /// <summary>The number meant: the one named, or else the wholesaler's only one.</summary>
    /// <returns>Null when it is not the wholesaler's, or none is named and it has not exactly one.</returns>
    public async Task<string?> NumberAsync(WholesalerId wholesaler, string? phoneNumberId, CancellationToken ct)
    {
        var numbers = await db.PhoneNumberWholesalers.Where(link => link.WholesalerId == wholesaler && (phoneNumberId == null || link.PhoneNumberId == phoneNumberId))
            .Select(link => link.PhoneNumberId).Take(2).ToListAsync(ct);
        return numbers is [var only] ? only : null;
    }

    /// <param name="phone">E.164 digits without plus; all ways in which Meta writes one mobile are one person.</param>
    public async Task<PersonId> ExecuteAsync(
        WholesalerId wholesaler, string phoneNumberId, string phone, string? name, string? language, CancellationToken ct)
    {
        db.RequireTransaction();
        var id = PersonId.New();
        var made = await db.Database.ExecuteSqlAsync($"""
            insert into person (phone_number_id, id, phone, name, language) values ({phoneNumberId}, {id.Value}, {phone}, {name}::text, {language}::text)
            on conflict (phone_number_id, phone_key) where phone_key is not null do nothing
            """, ct);
        if (made == 1)
        {
            // The webhook makes a conversation only with a person of its own making.
            await db.Database.ExecuteSqlAsync(
                $"insert into conversation (phone_number_id, person_id, cart_id) values ({phoneNumberId}, {id.Value}, {Guid.CreateVersion7()})", ct);
            return id;
        }

        // A person that other wholesalers of the number know too keeps the name that they know.
        await db.Database.ExecuteSqlAsync($"""
            update person p set name = coalesce({name}::text, p.name), language = coalesce({language}::text, p.language)
            where p.phone_number_id = {phoneNumberId} and p.phone_key = phone_key({phone}) and not exists (select from membership m
                where m.phone_number_id = p.phone_number_id and m.person_id = p.id and m.wholesaler_id <> {wholesaler.Value})
            """, ct);
        return new PersonId((await db.Database.SqlQuery<Guid>(
            $"select id as \"Value\" from person where phone_number_id = {phoneNumberId} and phone_key = phone_key({phone})").ToListAsync(ct))[0]);
    }

    /// <returns>False when the person has this role already, for another shop.</returns>
    public async Task<bool> GiveRoleAsync(WholesalerId wholesaler, PersonKey person, Role role, RetailerId? retailer, CancellationToken ct)
    {
        db.RequireTransaction();
        var roleText = role.ToString();
        await db.Database.ExecuteSqlAsync($"""
            insert into membership (wholesaler_id, id, phone_number_id, person_id, role, retailer_id)
            values ({wholesaler.Value}, {Guid.CreateVersion7()}, {person.PhoneNumberId}, {person.Person.Value}, {roleText}, {retailer?.Value}::uuid)
            on conflict (wholesaler_id, phone_number_id, person_id, role) do nothing
            """, ct);
        return await db.Memberships.AnyAsync(
            found => found.WholesalerId == wholesaler && found.PhoneNumberId == person.PhoneNumberId && found.PersonId == person.Person
                && found.Role == role && found.RetailerId == retailer,
            ct);
    }
}
