using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

public sealed record RetailerInput([Words(200)] string Name);

/// <param name="Reason">Why the shop is suspended or reinstated, as its row keeps it.</param>
public sealed record StandingBody([Words(500)] string? Reason = null);

/// <param name="StatusAt">When it was last suspended or reinstated, with <paramref name="StatusBy"/> and <paramref name="StatusReason"/>.</param>
/// <param name="Standings">Every suspension and its end, the newest first; not in lists.</param>
public sealed record RetailerBody(
    Guid Id, string Name, RetailerStatus Status, DateTimeOffset CreatedAt, DateTimeOffset? StatusAt, string? StatusBy, string? StatusReason,
    IReadOnlyList<StandingShown>? Standings = null)
{
    internal static RetailerBody Of(Retailer one) => new(one.Id.Value, one.Name, one.Status, one.CreatedAt, one.StatusAt, one.StatusBy, one.StatusReason);
}

public sealed record StandingShown(RetailerStatus Status, DateTimeOffset At, string By, string? Reason);

/// <summary>A wholesaler's shops.</summary>
[ApiController]
[Route(ApiSetup.Root + "/retailers")]
public sealed class RetailersController(ApiReads reads, ApiWrites writes) : ControllerBase
{
    [HttpGet]
    [ApiScope(ApiScopes.PartiesRead)]
    [ProducesResponseType<Page<RetailerBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? after, int? size) => reads.RunAsync(this, async work =>
    {
        if (Paging.Size(size) is not { } most || !Paging.TryId(after, out var last))
        {
            return Paging.Invalid;
        }

        var found = await work.Db.Retailers.FromSql(
            $"select * from retailer where wholesaler_id = {work.Wholesaler.Value} and id > {last} order by id limit {most + 1}").AsNoTracking().ToListAsync(work.Ct);
        return ApiAnswer.Ok(Paging.Of(found.ConvertAll(RetailerBody.Of), most, one => one.Id.ToString()));
    });

    [HttpGet("{id:guid}")]
    [ApiScope(ApiScopes.PartiesRead)]
    [ProducesResponseType<RetailerBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> GetAsync(Guid id) => reads.RunAsync(this, work => ShowAsync(work, id));

    [HttpPost]
    [ApiScope(ApiScopes.PartiesWrite)]
    [ProducesResponseType<RetailerBody>(StatusCodes.Status201Created)]
    public Task<IActionResult> AddAsync(RetailerInput body) => writes.RunAsync(this, "retailer.add", body, async work =>
    {
        if (!await work.Db.Wholesalers.AnyAsync(found => found.Id == work.Wholesaler, work.Ct))
        {
            return ApiAnswer.NotFound("wholesaler");
        }

        var made = new Retailer { WholesalerId = work.Wholesaler, Id = RetailerId.New(), Name = body.Name };
        work.Db.Retailers.Add(made);
        await work.Db.SaveChangesAsync(work.Ct);
        return ApiAnswer.Created(RetailerBody.Of(made));
    });

    [HttpPut("{id:guid}")]
    [ApiScope(ApiScopes.PartiesWrite)]
    [ProducesResponseType<RetailerBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> ChangeAsync(Guid id, RetailerInput body) => writes.RunAsync(this, "retailer.change", body, async work =>
    {
        await Of(work, id).ExecuteUpdateAsync(set => set.SetProperty(one => one.Name, body.Name), work.Ct);
        return await ShowAsync(work, id);
    });

    /// <summary>No new orders from it; what it owes stays owed. The body may be left out.</summary>
    [HttpPost("{id:guid}/suspend")]
    [ApiScope(ApiScopes.PartiesWrite)]
    [ProducesResponseType<RetailerBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> SuspendAsync(Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] StandingBody? body = null) =>
        SetAsync("retailer.suspend", id, RetailerStatus.Suspended, body);

    [HttpPost("{id:guid}/reinstate")]
    [ApiScope(ApiScopes.PartiesWrite)]
    [ProducesResponseType<RetailerBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> ReinstateAsync(Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] StandingBody? body = null) =>
        SetAsync("retailer.reinstate", id, RetailerStatus.Active, body);

    private Task<IActionResult> SetAsync(string operation, Guid id, RetailerStatus status, StandingBody? body) => writes.RunAsync(this, operation, body, async work =>
    {
        // Who suspended it first is not written over by whoever does it again.
        await work.Db.Database.ExecuteSqlAsync(
            $"select retailer_stand({work.Wholesaler.Value}, {id}, {status.ToString()}, {work.Actor}, {body?.Reason}, {work.Get<LockWait>().Milliseconds})", work.Ct);
        return await ShowAsync(work, id);
    }, line: id);

    private static async Task<ApiAnswer> ShowAsync(ApiWork work, Guid id)
    {
        if (await Of(work, id).AsNoTracking().SingleOrDefaultAsync(work.Ct) is not { } found)
        {
            return ApiAnswer.NotFound("retailer");
        }

        var standings = await work.Db.RetailerStandings.AsNoTracking()
            .Where(one => one.WholesalerId == work.Wholesaler && one.RetailerId == found.Id).OrderByDescending(one => one.Seq).Take(Paging.MostItems)
            .Select(one => new StandingShown(one.Status, one.At, one.Actor, one.Reason)).ToListAsync(work.Ct);
        return ApiAnswer.Ok(RetailerBody.Of(found) with { Standings = standings });
    }

    private static IQueryable<Retailer> Of(ApiWork work, Guid id)
    {
        var key = new RetailerId(id);
        return work.Db.Retailers.Where(one => one.WholesalerId == work.Wholesaler && one.Id == key);
    }
}
