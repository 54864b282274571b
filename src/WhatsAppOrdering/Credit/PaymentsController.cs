using Microsoft.AspNetCore.Mvc;
using WhatsAppOrdering.Api;

namespace WhatsAppOrdering.Credit;

/// <summary>What comes in on a line, what bounces, and corrections by hand.</summary>
[ApiController]
[Route(ApiSetup.Root + "/credit-lines/{id:guid}")]
public sealed class PaymentsController(PostToLine post) : ControllerBase
{
    /// <summary>A payment. Its reference credits once: again, it answers with the payment that it is already.</summary>
    [HttpPost("payments")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status201Created)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> PayAsync(Guid id, PaymentBody body) => post.RunAsync(
        this, "credit.pay", id, body, line => line.Refuses(body.Amount, AmountRule.MoreThanZero),
        (credit, work, line) => credit.ReceivePaymentAsync(
            work.Wholesaler, line, Guid.CreateVersion7(), body.Reference, body.Amount.Amount, work.Actor, work.Ct),
        makes: true);

    /// <summary>The payment bounced: what it settled is owed again. Once per payment.</summary>
    [HttpPost("payments/{paymentId:guid}/reverse")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> ReverseAsync(Guid id, Guid paymentId, ReasonBody body) => post.RunAsync(
        this, "credit.reverse-payment", id, body, _ => null,
        (credit, work, line) => credit.ReversePaymentAsync(work.Wholesaler, line, paymentId, work.Actor, body.Reason, work.Ct));

    /// <summary>A correction of what is owed.</summary>
    [HttpPost("adjustments")]
    [ApiScope(ApiScopes.CreditWrite)]
    [ProducesResponseType<PostingBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> AdjustAsync(Guid id, AdjustmentBody body) => post.RunAsync(
        this, "credit.adjust", id, body,
        line => line.Refuses(body.Amount, AmountRule.NotZero)
            ?? (body is { Amount.Amount: < 0, DueAt: not null } ? ApiAnswer.Invalid("dueAt: what is owed less has no due date.") : null),
        (credit, work, line) => credit.AdjustAsync(work.Wholesaler, line, body.Amount.Amount, body.DueAt, work.Actor, body.Reason, work.Ct));
}
