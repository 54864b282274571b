using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <param name="PhoneNumberId">Meta's id of the number.</param>
/// <param name="DisplayNumber">The number as people dial it.</param>
/// <param name="Wholesalers">Whom it serves.</param>
public sealed record NumberBody(
    [Shape("[0-9]{5,30}")] string PhoneNumberId,
    [Shape(@"\+?[0-9 ()-]{6,30}")] string DisplayNumber,
    [MaxLength(1000)] IReadOnlyList<Guid> Wholesalers);

/// <summary>The operator's: our WhatsApp numbers and the wholesalers that each serves.</summary>
[ApiController]
[Route(ApiSetup.Root + "/numbers")]
[ApiScope(ApiScopes.Operator)]
public sealed class NumbersController(ApiWrites writes) : ControllerBase
{
    /// <summary>Makes the number known, or changes it: it then serves exactly these wholesalers.</summary>
    [HttpPost]
    [ProducesResponseType<NumberBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> SetAsync(NumberBody body) => writes.RunAsync(
        this, "number.set", body,
        async work =>
        {
            var wanted = body.Wholesalers.Distinct().Order().Select(id => new WholesalerId(id)).ToList();
            if (await work.Db.Wholesalers.CountAsync(found => wanted.Contains(found.Id), work.Ct) < wanted.Count)
            {
                return ApiAnswer.NotFound("wholesaler");
            }

            await work.Db.Database.ExecuteSqlAsync(
                $"insert into phone_number (id, display_number) values ({body.PhoneNumberId}, {body.DisplayNumber}) on conflict (id) do update set display_number = excluded.display_number", work.Ct);
            await work.Db.PhoneNumberWholesalers
                .Where(link => link.PhoneNumberId == body.PhoneNumberId && !wanted.Contains(link.WholesalerId)).ExecuteDeleteAsync(work.Ct);
            foreach (var wholesaler in wanted)
            {
                await work.Db.Database.ExecuteSqlAsync(
                    $"insert into phone_number_wholesaler (phone_number_id, wholesaler_id) values ({body.PhoneNumberId}, {wholesaler.Value}) on conflict do nothing", work.Ct);
            }

            return ApiAnswer.Ok(body with { Wholesalers = [.. wanted.Select(wholesaler => wholesaler.Value)] });
        },
        ofOperator: true);
}
