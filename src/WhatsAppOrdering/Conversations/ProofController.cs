using Microsoft.AspNetCore.Mvc;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Conversations;

/// <summary>The proof of an order: as JSON, or with <c>format=html</c> as a page to print.</summary>
[ApiController]
[Route(ApiSetup.Root + "/orders")]
public sealed class ProofController(ApiReads reads) : ControllerBase
{
    [HttpGet("{id:guid}/proof")]
    [ApiScope(ApiScopes.OrdersRead)]
    [ProducesResponseType<Proof>(StatusCodes.Status200OK)]
    public async Task<IActionResult> GetAsync(Guid id, [FromQuery] string format = "json")
    {
        Proof? proof = null;
        var result = await reads.RunAsync(this, async work =>
        {
            proof = await work.Get<ReadProof>().ExecuteAsync(work.Wholesaler, new OrderId(id), work.Ct);
            return (proof, format) switch
            {
                (null, _) => ApiAnswer.NotFound("order"),
                (_, "json" or "html") => ApiAnswer.Ok(proof),
                _ => ApiAnswer.Invalid("format is json or html."),
            };
        });
        return format == "html" && proof is not null ? Content(ProofPage.Write(proof), "text/html; charset=utf-8") : result;
    }
}
