using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;

namespace WhatsAppOrdering.Replies;

/// <summary>The dead letters: what could not be delivered, and whether a request of them reached nobody.</summary>
[ApiController]
[Route(ApiSetup.Root + "/undelivered")]
public sealed class UndeliveredController(ApiReads reads) : ControllerBase
{
    /// <param name="nobody">True for requests that none of the approvers got.</param>
    [HttpGet]
    [ApiScope(ApiScopes.OrdersRead)]
    [ProducesResponseType<Page<UndeliveredBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> ListAsync(string? after, int? size, bool nobody = false) => reads.RunAsync(this, async work =>
    {
        if (Paging.Size(size) is not { } most || !Paging.TryNumber(after, long.MaxValue, out var last))
        {
            return Paging.Invalid;
        }

        var rows = await work.Db.Outbox.AsNoTracking()
            .Where(row => row.WholesalerId == work.Wholesaler && (row.State == OutboxState.Failed || row.State == OutboxState.Dead) && row.Id < last)
            .Where(row => !nobody || row.Escalation == Escalation.Nobody)
            .OrderByDescending(row => row.Id).Take(most + 1)
            .Select(row => new UndeliveredBody(
                row.Id, row.Reply, row.OrderId == null ? null : row.OrderId.Value.Value, row.PersonId.Value, row.State.ToString(),
                row.Escalation == null ? null : row.Escalation.ToString(), row.Attempt, row.ErrorCode, row.Error, row.CreatedAt, row.FailedAt))
            .ToListAsync(work.Ct);
        return ApiAnswer.Ok(Paging.Of(rows, most, row => $"{row.Id}"));
    });
}

/// <param name="Escalation">NextApprover, Nobody or TooLate, for a request to an approver.</param>
public sealed record UndeliveredBody(
    long Id, string Reply, Guid? OrderId, Guid PersonId, string State, string? Escalation, int Attempts, int? Code, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? FailedAt);
