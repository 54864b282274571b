using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>Credit lines: their figures, and what the office decides about them.</summary>
[ApiController]
[Route(ApiSetup.Root + "/credit-lines")]
public sealed class CreditLinesController(ApiReads reads, ApiWrites writes, PostToLine post) : ControllerBase
{
    /// <summary>The lines of a wholesaler, by id.</summary>
    /// <param name="wholesaler">When given, it must be the one that the key acts for.</param>
    [HttpGet]
    [ApiScope(ApiScopes.CreditRead)]
    [ProducesResponseType<Page<LineBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(Guid? retailer, Guid? wholesaler, string? after, int? size) => reads.RunAsync(this, async work =>
    {
        if (Paging.Size(size) is not { } most || !Paging.TryId(after, out var last))
        {
            return Paging.Invalid;
        }

        return wholesaler is { } named && named != work.Wholesaler.Value
            ? ApiAnswer.NotFound("wholesaler")
            : ApiAnswer.Ok(Paging.Of(
                await work.Get<ReadLine>().ListAsync(work.Wholesaler, retailer, last, most + 1, work.Ct), most, line => line.Id.ToString()));
    });

    /// <summary>A line with its figures as of now.</summary>
    [HttpGet("{id:guid}")]
    [ApiScope(ApiScopes.CreditRead)]
    [ProducesResponseType<LineBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> GetAsync(Guid id) => reads.RunAsync(this, async work =>
        await work.Get<ReadLine>().ExecuteAsync(work.Wholesaler, new CreditLineId(id), work.Ct) is { } line
            ? ApiAnswer.Ok(line)
            : ApiAnswer.NotFound("credit line"));

    /// <summary>Opens a retailer's line. A retailer has one.</summary>
    [HttpPost]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<LineBody>(StatusCodes.Status201Created)]
    public Task<IActionResult> OpenAsync(OpenLineBody body) => writes.RunAsync(this, "credit.open", body, work => OpenLine.ExecuteAsync(work, body));

    /// <summary>Sets the limit, and whatever else of the terms is given.</summary>
    [HttpPut("{id:guid}/limit")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> SetLimitAsync(Guid id, LimitBody body) => post.RunAsync(
        this, "credit.limit", id, body,
        line => line.Refuses(body.Limit, AmountRule.ZeroOrMore) ?? line.Refuses(body.OrderMaximum, AmountRule.MoreThanZero)
            ?? (body is { OrderMaximum: not null, NoOrderMaximum: true } ? ApiAnswer.Invalid("orderMaximum and noOrderMaximum contradict each other.") : null),
        (credit, work, line) => credit.SetTermsAsync(work.Wholesaler, line, body.Changes(), work.Actor, body.Reason, work.Ct));

    /// <summary>Sets a limit for some days, or ends it.</summary>
    [HttpPut("{id:guid}/temporary-limit")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> SetTemporaryLimitAsync(Guid id, TemporaryLimitBody body) => post.RunAsync(
        this, "credit.temporary-limit", id, body,
        line => line.Refuses(body.Limit, AmountRule.ZeroOrMore) ?? (body switch
        {
            { Limit: null, From: null, Until: null } => null,
            { Limit: null } => ApiAnswer.Invalid("A temporary limit that is ended has no dates."),
            { Until: null } => ApiAnswer.Invalid("until: a temporary limit needs its end."),
            { Until: { } until, From: { } from } when until <= from => ApiAnswer.Invalid("until must be after from."),
            _ => null,
        }),
        (credit, work, line) => credit.SetTemporaryLimitAsync(
            work.Wholesaler, line, body.Limit?.Amount, body.From, body.Until, work.Actor, body.Reason, work.Ct));

    /// <summary>No new orders until it is lifted.</summary>
    [HttpPost("{id:guid}/hold")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> HoldAsync(Guid id, ReasonBody body) => post.RunAsync(
        this, "credit.hold", id, body, _ => null, (credit, work, line) => credit.HoldAsync(work.Wholesaler, line, body.Reason, work.Actor, work.Ct));

    /// <summary>Lifts the hold; the body may be left out.</summary>
    [HttpDelete("{id:guid}/hold")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> LiftHoldAsync(Guid id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] LiftBody? body = null) => post.RunAsync(
        this, "credit.lift-hold", id, body, _ => null,
        (credit, work, line) => credit.HoldAsync(work.Wholesaler, line, null, work.Actor, work.Ct, body?.Reason));

    /// <summary>No more orders, for good; payments still come in.</summary>
    [HttpPost("{id:guid}/close")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> CloseAsync(Guid id, ReasonBody body) => post.RunAsync(
        this, "credit.close", id, body, _ => null, (credit, work, line) => credit.CloseAsync(work.Wholesaler, line, work.Actor, body.Reason, work.Ct));
}
