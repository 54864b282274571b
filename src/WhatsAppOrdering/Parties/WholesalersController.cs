using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>The operator's: the wholesalers of this service.</summary>
[ApiController]
[Route(ApiSetup.Root + "/wholesalers")]
[ApiScope(ApiScopes.Operator)]
public sealed class WholesalersController(ApiReads reads, ApiWrites writes) : ControllerBase
{
    [HttpGet]
    [ProducesResponseType<Page<WholesalerBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? after, int? size) => reads.RunAsync(
        this,
        async work =>
        {
            if (Paging.Size(size) is not { } most || !Paging.TryId(after, out var last))
            {
                return Paging.Invalid;
            }

            var found = await work.Db.Wholesalers.FromSql($"select * from wholesaler where id > {last} order by id limit {most + 1}")
                .AsNoTracking().ToListAsync(work.Ct);
            return ApiAnswer.Ok(Paging.Of(found.ConvertAll(WholesalerBody.Of), most, one => one.Id.ToString()));
        },
        ofOperator: true);

    [HttpPost]
    [ProducesResponseType<WholesalerBody>(StatusCodes.Status201Created)]
    public Task<IActionResult> AddAsync(WholesalerInput body) => writes.RunAsync(
        this, "wholesaler.add", body,
        async work =>
        {
            if (body.Refused() is { } refused)
            {
                return refused;
            }

            var made = new Wholesaler
            {
                Id = WholesalerId.New(), Name = body.Name, Currency = body.Currency, CurrencyDigits = Currencies.DigitsOf(body.Currency)!.Value,
                TimeZone = body.TimeZone, Language = body.Language, TracksDelivery = body.TracksDelivery,
            };
            work.Db.Wholesalers.Add(made);
            await work.Db.SaveChangesAsync(work.Ct);
            return ApiAnswer.Created(WholesalerBody.Of(made));
        },
        ofOperator: true);

    /// <summary>Changes all but the currency.</summary>
    [HttpPut("{id:guid}")]
    [ProducesResponseType<WholesalerBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> ChangeAsync(Guid id, WholesalerInput body) => writes.RunAsync(
        this, "wholesaler.change", body,
        async work =>
        {
            if (body.Refused() is { } refused)
            {
                return refused;
            }

            var key = new WholesalerId(id);
            if (await work.Db.Wholesalers.AsNoTracking().SingleOrDefaultAsync(found => found.Id == key, work.Ct) is not { } known)
            {
                return ApiAnswer.NotFound("wholesaler");
            }

            if (known.Currency != body.Currency)
            {
                return ApiAnswer.Refused("CURRENCY_MISMATCH", $"The amounts of this wholesaler are in {known.Currency} for good.");
            }

            await work.Db.Wholesalers.Where(found => found.Id == key).ExecuteUpdateAsync(
                set => set.SetProperty(one => one.Name, body.Name).SetProperty(one => one.TimeZone, body.TimeZone)
                    .SetProperty(one => one.Language, body.Language).SetProperty(one => one.TracksDelivery, body.TracksDelivery), work.Ct);
            return ApiAnswer.Ok(WholesalerBody.Of(await work.Db.Wholesalers.AsNoTracking().SingleAsync(found => found.Id == key, work.Ct)));
        },
        ofOperator: true);
}
