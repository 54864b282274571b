using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <param name="Phone">E.164, with or without plus.</param>
/// <param name="PhoneNumberId">Of the number that he writes to; it may be left out where the wholesaler has one.</param>
public sealed record PersonInput(
    [Shape(@"\+?[0-9]{6,15}")] string Phone,
    [MinLength(1), MaxLength(10), NoneMissing] IReadOnlyList<RoleInput> Roles,
    [Words(200)] string? Name = null,
    [Shape(LanguageTag.Pattern, 20)] string? Language = null,
    [Shape("[0-9]{5,30}")] string? PhoneNumberId = null);

/// <param name="RetailerId">Of a buyer.</param>
public sealed record RoleInput(Role Role, Guid? RetailerId = null);

public sealed record PersonBody(Guid Id, string PhoneNumberId, string? Phone, string? Name, string? Language, IReadOnlyList<RoleBody> Roles)
{
    /// <summary>
    /// These people, with what each is to this wholesaler, by id. Name and language of somebody whom another wholesaler of the
    /// number knows too may be that one's words, and are left out.
    /// </summary>
    internal static async Task<List<PersonBody>> ReadAsync(ApiWork work, IReadOnlyCollection<Guid> ids)
    {
        var keys = ids.Select(id => new PersonId(id)).ToList();
        var roles = await (
            from role in work.Db.Memberships
            join person in work.Db.People on new { role.PhoneNumberId, Id = role.PersonId } equals new { person.PhoneNumberId, person.Id }
            where role.WholesalerId == work.Wholesaler && keys.Contains(role.PersonId)
            select new
            {
                person, role,
                IsShared = work.Db.Memberships.Any(other =>
                    other.PhoneNumberId == role.PhoneNumberId && other.PersonId == role.PersonId && other.WholesalerId != work.Wholesaler),
            }).AsNoTracking().ToListAsync(work.Ct);
        return [.. roles.GroupBy(row => row.person.Id).OrderBy(group => group.Key.Value.ToString(), StringComparer.Ordinal).Select(group => new PersonBody(
            group.Key.Value, group.First().person.PhoneNumberId, group.First().person.Phone,
            group.First().IsShared ? null : group.First().person.Name, group.First().IsShared ? null : group.First().person.Language,
            [.. group.Select(row => new RoleBody(row.role.Id, row.role.Role, row.role.RetailerId?.Value, row.role.QuarantinedAt, row.role.QuarantineReason)).OrderBy(role => role.MembershipId)]))];
    }
}

/// <param name="QuarantinedAt">Since when the role is held back, because the person's number, user id or identity changed.</param>
public sealed record RoleBody(Guid MembershipId, Role Role, Guid? RetailerId, DateTimeOffset? QuarantinedAt = null, string? QuarantineReason = null);

/// <summary>The roles that somebody still has at this wholesaler.</summary>
public sealed record RolesBody(Guid Id, IReadOnlyList<RoleBody> Roles);
