using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>The people who may write to a wholesaler: buyers of its shops, approvers of its own.</summary>
[ApiController]
[Route(ApiSetup.Root + "/people")]
public sealed class PeopleController(ApiReads reads, ApiWrites writes) : ControllerBase
{
    [HttpGet]
    [ApiScope(ApiScopes.PartiesRead)]
    [ProducesResponseType<Page<PersonBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? after, int? size) => reads.RunAsync(this, async work =>
    {
        if (Paging.Size(size) is not { } most || !Paging.TryId(after, out var last))
        {
            return Paging.Invalid;
        }

        var ids = await work.Db.Database.SqlQuery<Guid>($"""
            select distinct person_id as "Value" from membership
            where wholesaler_id = {work.Wholesaler.Value} and person_id > {last} order by 1 limit {most + 1}
            """).ToListAsync(work.Ct);
        return ApiAnswer.Ok(Paging.Of(await PersonBody.ReadAsync(work, ids), most, one => one.Id.ToString()));
    });

    /// <summary>Makes somebody known, or gives him more roles.</summary>
    [HttpPost]
    [ApiScope(ApiScopes.PartiesWrite)]
    [ProducesResponseType<PersonBody>(StatusCodes.Status201Created)]
    public Task<IActionResult> AddAsync(PersonInput body) => writes.RunAsync(this, "person.add", body, async work =>
    {
        if (body.Roles.Any(role => (role.Role == Role.Buyer) != (role.RetailerId is not null)))
        {
            return ApiAnswer.Invalid("roles: a Buyer has a retailerId, an Approver has none.");
        }

        var shops = body.Roles.Select(role => role.RetailerId).OfType<Guid>().Distinct().Select(id => new RetailerId(id)).ToList();
        if (await work.Db.Retailers.CountAsync(found => found.WholesalerId == work.Wholesaler && shops.Contains(found.Id), work.Ct) < shops.Count)
        {
            return ApiAnswer.NotFound("retailer");
        }

        var people = work.Get<AddPerson>();
        if (await people.NumberAsync(work.Wholesaler, body.PhoneNumberId, work.Ct) is not { } number)
        {
            return body.PhoneNumberId is null
                ? ApiAnswer.Invalid("phoneNumberId: this wholesaler has none or several numbers, so name the one.")
                : ApiAnswer.NotFound("number");
        }

        var person = await people.ExecuteAsync(work.Wholesaler, number, body.Phone.TrimStart('+'), body.Name, body.Language, work.Ct);
        foreach (var role in body.Roles)
        {
            RetailerId? shop = role.RetailerId is { } id ? new RetailerId(id) : null;
            if (!await people.GiveRoleAsync(work.Wholesaler, new PersonKey(number, person), role.Role, shop, work.Ct))
            {
                return ApiAnswer.Refused(ApiCodes.AlreadyExists, "This person is a buyer of another retailer: take that role away first.");
            }
        }

        var made = (await PersonBody.ReadAsync(work, [person.Value])).Single();
        return ApiAnswer.Created(made with { Name = body.Name ?? made.Name, Language = body.Language ?? made.Language });
    });

    /// <summary>It is still the same person: lifts the quarantine that a change of his number, user id or identity brought.</summary>
    [HttpPost("{id:guid}/roles/{membershipId:guid}/trust")]
    [ApiScope(ApiScopes.PartiesWrite)]
    [ProducesResponseType<PersonBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> TrustAsync(Guid id, Guid membershipId) => writes.RunAsync(this, "person.trust", null, async work =>
    {
        var person = new PersonId(id);
        var found = await work.Db.Memberships
            .Where(role => role.WholesalerId == work.Wholesaler && role.PersonId == person && role.Id == membershipId)
            .ExecuteUpdateAsync(role => role.SetProperty(one => one.QuarantinedAt, (DateTimeOffset?)null).SetProperty(one => one.QuarantineReason, (string?)null), work.Ct);
        return found == 0 ? ApiAnswer.NotFound("role") : ApiAnswer.Ok((await PersonBody.ReadAsync(work, [id])).Single());
    });

    /// <summary>Takes one role away; answers with those that are left.</summary>
    [HttpDelete("{id:guid}/roles/{membershipId:guid}")]
    [ApiScope(ApiScopes.PartiesWrite)]
    [ProducesResponseType<RolesBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> TakeRoleAsync(Guid id, Guid membershipId) => writes.RunAsync(this, "person.take-role", null, async work =>
    {
        var person = new PersonId(id);
        var gone = await work.Db.Memberships
            .Where(found => found.WholesalerId == work.Wholesaler && found.PersonId == person && found.Id == membershipId).ExecuteDeleteAsync(work.Ct);
        return gone == 0
            ? ApiAnswer.NotFound("role")
            : ApiAnswer.Ok(new RolesBody(id, (await PersonBody.ReadAsync(work, [id])).SingleOrDefault()?.Roles ?? []));
    });
}
