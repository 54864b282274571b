using Microsoft.AspNetCore.Mvc;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>One posting on a line by HTTP, answered with the line as it is after it.</summary>
public sealed class PostToLine(ApiWrites writes)
{
    /// <param name="refuses">What is wrong with the body's amounts; null when nothing is.</param>
    /// <param name="makes">An entry makes something with an id of its own, as a payment is: then 201.</param>
    public Task<IActionResult> RunAsync(
        ControllerBase controller, string operation, Guid id, object? body,
        Func<LineCurrency, ApiAnswer?> refuses, Func<Postings, ApiWork, CreditLineId, Task<Posting>> post, bool makes = false) =>
        writes.RunAsync(controller, operation, body, async work =>
        {
            var line = new CreditLineId(id);
            if (await LineCurrency.OfLineAsync(work.Db, work.Wholesaler, line, work.Ct) is not { } currency)
            {
                return ApiAnswer.NotFound("credit line");
            }

            if (refuses(currency) is { } refused)
            {
                return refused;
            }

            var posting = await post(work.Get<Postings>(), work, line);
            var after = (await work.Get<ReadLine>().ExecuteAsync(work.Wholesaler, line, work.Ct))!;
            return posting.Code is { } code
                ? ApiAnswer.Declined(code, posting.Reason ?? "This reference stands for a payment of another amount or line. Nothing was booked.", new { posting.PaymentId, line = after })
                : makes && posting.EntryId is not null ? ApiAnswer.Created(PostingBody.Of(posting, after)) : ApiAnswer.Ok(PostingBody.Of(posting, after));
        }, line: id);
}
