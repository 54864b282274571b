using Microsoft.AspNetCore.Mvc;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>Orders over HTTP: placing them, and moving them on.</summary>
[ApiController]
[Route(ApiSetup.Root + "/orders")]
public sealed class OrdersController(ApiReads reads, ApiWrites writes, OrderBatches batches) : ControllerBase
{
    /// <summary>Places an order if the credit allows it.</summary>
    [HttpPost]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status201Created)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status202Accepted)]
    public Task<IActionResult> PlaceAsync(NewOrderBody body) =>
        writes.RunAsync(
            this, "orders.place", body, work => work.Get<OrderWishes>().PlaceAloneAsync(work, body), again: OrderWishes.AnswerAgain,
            line: body?.CreditLineId ?? body?.Retailer);

    /// <summary>Up to 100 orders: each decided on its own, or all or none.</summary>
    [HttpPost("batch")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<BatchAnswer>(StatusCodes.Status200OK)]
    [ProducesResponseType<BatchAnswer>(StatusCodes.Status201Created)]
    public Task<IActionResult> PlaceBatchAsync(BatchBody body) => batches.RunAsync(this, body);

    [HttpGet("{id:guid}")]
    [ApiScope(ApiScopes.OrdersRead)]
    [ProducesResponseType<OrderBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> GetAsync(Guid id) => reads.RunAsync(this, async work =>
        await work.Get<ReadOrders>().FindAsync(work.Wholesaler, new OrderId(id), work.Ct) is { } order
            ? ApiAnswer.Ok(OrderBody.Of(order))
            : ApiAnswer.NotFound("order"));

    /// <summary>The newest first.</summary>
    [HttpGet]
    [ApiScope(ApiScopes.OrdersRead)]
    [ProducesResponseType<Page<OrderBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(
        [FromQuery] Guid? retailer, [FromQuery] OrderStatus? status, [FromQuery] int? limit, [FromQuery] string? after) => reads.RunAsync(this, async work =>
        Paging.Size(limit) is { } size && Paging.TryNumber(after, long.MaxValue, out var last)
            ? ApiAnswer.Ok(await work.Get<ReadOrders>().PageAsync(work.Wholesaler, retailer, status, size, last, work.Ct))
            : ApiAnswer.Invalid($"limit must be from 1 to {Paging.MostItems}, and after the text that the page before gave as next."));

    /// <summary>The wholesaler says yes, to the whole or to part of it.</summary>
    [HttpPost("{id:guid}/confirm")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> ConfirmAsync(Guid id, PartBody body) =>
        MoveAsync("orders.confirm", body, (work, ct) => work.Get<ConfirmOrder>().ExecuteAsync(work.Wholesaler, new OrderId(id), version: null, work.Actor, ct, body.Quantities()));

    [HttpPost("{id:guid}/reject")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> RejectAsync(Guid id, ReasonBody body) =>
        MoveAsync("orders.reject", body, (work, ct) => work.Get<RejectOrder>().ExecuteAsync(work.Wholesaler, new OrderId(id), version: null, work.Actor, ct, body.Reason));

    /// <summary>The wholesaler calls it off, up to its delivery.</summary>
    [HttpPost("{id:guid}/cancel")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> CancelAsync(Guid id, ReasonBody body) =>
        MoveAsync("orders.cancel", body, (work, ct) => work.Get<CancelOrder>().BySupplierAsync(work.Wholesaler, new OrderId(id), work.Actor, body.Reason, ct));

    [HttpPost("{id:guid}/dispatch")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> DispatchAsync(Guid id, NothingBody body) =>
        MoveAsync("orders.dispatch", body, (work, ct) => work.Get<DispatchOrder>().ExecuteAsync(work.Wholesaler, new OrderId(id), work.Actor, ct));

    /// <summary>Delivered whole, or short: what is missing is given back.</summary>
    [HttpPost("{id:guid}/deliver")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> DeliverAsync(Guid id, PartBody body) =>
        MoveAsync("orders.deliver", body, (work, ct) => work.Get<DeliverOrder>().ExecuteAsync(work.Wholesaler, new OrderId(id), work.Actor, body.Quantities(), ct));

    /// <summary>Grants an order that awaits approval what the credit refused, once.</summary>
    [HttpPost("{id:guid}/approve")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> ApproveAsync(Guid id, ApproveBody body) =>
        MoveAsync("orders.approve", body, async (work, ct) =>
        {
            var outcome = await work.Get<ApproveOrder>().ExecuteAsync(work.Wholesaler, new OrderId(id), version: null, work.Actor, ct, reason: body.Reason);
            if (outcome is TransitionOutcome.Done done)
            {
                await work.Get<OrderNews>().AskApproverAsync(ReplyNames.OrderRequest, done.Order, done.Credit, ct);
            }

            return outcome;
        });

    /// <summary>Does not grant it.</summary>
    [HttpPost("{id:guid}/decline")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> DeclineAsync(Guid id, ReasonBody body) =>
        MoveAsync("orders.decline", body, (work, ct) =>
            work.Get<RejectOrder>().ExecuteAsync(work.Wholesaler, new OrderId(id), version: null, work.Actor, ct, body.Reason, OrderStatus.AwaitingApproval));

    /// <summary>Asks the shop for more than it ordered at; nothing changes before its yes.</summary>
    [HttpPost("{id:guid}/price-rise")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> OfferPricesAsync(Guid id, PriceRiseBody body) =>
        writes.RunAsync(this, "orders.price-rise", body, async work =>
        {
            var currency = await LineCurrency.OfWholesalerAsync(work.Db, work.Wholesaler, work.Ct);
            return body.Lines.Select(line => currency.Refuses(line.UnitPrice, AmountRule.ZeroOrMore)).FirstOrDefault(refused => refused is not null)
                ?? await AnswerAsync(work, await work.Get<PriceRise>().OfferAsync(
                    work.Wholesaler, new OrderId(id), body.Lines.ToDictionary(line => line.Position, line => line.UnitPrice.Amount), work.Ct));
        });

    /// <summary>The shop's yes to the offered prices, where it was given elsewhere than in the chat.</summary>
    [HttpPost("{id:guid}/price-rise/accept")]
    [ApiScope(ApiScopes.OrdersWrite)]
    [ProducesResponseType<OrderAnswer>(StatusCodes.Status200OK)]
    public Task<IActionResult> AcceptPricesAsync(Guid id, AcceptPricesBody body) =>
        MoveAsync("orders.price-rise.accept", body, (work, ct) => work.Get<PriceRise>().AcceptAsync(work.Wholesaler, new OrderId(id), body.Offer, work.Actor, ct));

    private Task<IActionResult> MoveAsync(string operation, object body, Func<ApiWork, CancellationToken, Task<TransitionOutcome>> move) =>
        writes.RunAsync(this, operation, body, async work => await AnswerAsync(work, await move(work, work.Ct)));

    private static async Task<ApiAnswer> AnswerAsync(ApiWork work, TransitionOutcome outcome)
    {
        if (outcome is not TransitionOutcome.Misfit)
        {
            await work.Get<Outbox>().SaveAsync(work.Ct);
        }

        return outcome switch
        {
            TransitionOutcome.Done done => ApiAnswer.Ok(new OrderAnswer(OrderBody.Of(done.Order), CreditBody.Of(done.Credit))),
            TransitionOutcome.NotNow notNow => ApiAnswer.Declined(
                ApiCodes.InvalidTransition,
                notNow.Order.OpenOffer is { } offer ? $"The order is {notNow.Order.Status}, and offer {offer} stands. Nothing changed." : $"The order is {notNow.Order.Status}. Nothing changed.",
                new { State = notNow.Order.Status, notNow.Order.DecidedAt }),
            TransitionOutcome.Refused refused => ApiAnswer.Declined(
                refused.Decision.Code!, RefusalWords.Of(refused.Decision), RefusalFacts.Of(refused.Decision)),
            TransitionOutcome.NotCovered refused => ApiAnswer.Declined(
                refused.Decision.Code!, $"{RefusalWords.Of(refused.Decision)} The order stands as it was placed.", RefusalFacts.Of(refused.Decision)),
            TransitionOutcome.Misfit misfit => ApiAnswer.Invalid(misfit.Why),
            _ => ApiAnswer.NotFound("order"),
        };
    }
}
