using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// Many orders in one request. On its own, each order is a decision of its own under <c>KEY/place</c>, so that a batch that
/// was cut off is taken up again by the same key: what was decided answers as it did. All or none: one transaction, the
/// lines locked by ascending id.
/// </summary>
public sealed partial class OrderBatches(ApiWrites writes, ILogger<OrderBatches> log)
{
    private const string Operation = "orders.batch";

    public Task<IActionResult> RunAsync(ControllerBase controller, BatchBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body.Atomic
            ? writes.RunAsync(controller, Operation, body, work => AllOrNoneAsync(work, body))
            : EachAsync(controller, body);
    }

    private async Task<IActionResult> EachAsync(ControllerBase controller, BatchBody body)
    {
        var context = controller.HttpContext;
        if (ApiRequest.Read(context, isWrite: true, ofOperator: false, out var problem) is not { } request)
        {
            return ApiResult.Of(ApiAnswer.Invalid(problem));
        }

        var hash = ApiRequest.HashOf(context, Operation, body);
        if (await writes.ClaimAsync(request, Operation, hash, context.RequestAborted) is { } known)
        {
            return known;
        }

        var items = new List<BatchItem>();
        var allDecided = true;
        foreach (var (place, wish) in body.Orders.Index())
        {
            var result = await OneAsync(context, request.ForItem(place), wish);
            allDecided &= result.ConsumesKey;
            items.Add(new BatchItem(place, result.Status, JsonSerializer.Deserialize<JsonElement>(result.Body)));
        }

        // What was not decided (busy, no such line, failed) leaves the key open: the same batch again decides it, and nothing else twice.
        var answer = ApiAnswer.Ok(Count(items)) with { ConsumesKey = allDecided };
        return await writes.TryAsync(request, Operation, hash, _ => Task.FromResult(answer), context.RequestAborted);
    }

    /// <summary>A failure that nobody foresaw is this order's alone: the caller must learn what became of the others.</summary>
    private async Task<ApiResult> OneAsync(HttpContext context, ApiRequest item, NewOrderBody wish)
    {
        try
        {
            return await writes.TryAsync(
                item, "orders.place", ApiRequest.HashOf(context, "orders.place", wish),
                work => work.Get<OrderWishes>().PlaceAloneAsync(work, wish), context.RequestAborted, OrderWishes.AnswerAgain,
                wish.CreditLineId ?? wish.Retailer);
        }
        catch (Exception failed) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(failed, item.Key);
            return ApiResult.Of(ApiAnswer.Refused(ApiCodes.SystemError, "Send the same batch with the same Idempotency-Key again: it tells whether this was done."));
        }
    }

    private static async Task<ApiAnswer> AllOrNoneAsync(ApiWork work, BatchBody body)
    {
        var transaction = work.Db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync("batch", work.Ct);
        var lines = await LinesAsync(work, body);
        var items = new List<BatchItem>();
        foreach (var (place, wish) in body.Orders.Index().OrderBy(item => lines[item.Index]).ThenBy(item => item.Index))
        {
            var answer = await work.Get<OrderWishes>().PlaceAsync(work, wish, $"{work.Request.Key}/{place}");
            items.Add(new BatchItem(place, answer.Status, answer.Body));
            if (answer.Status >= 300 && !answer.ConsumesKey)
            {
                return ApiAnswer.Invalid($"Order {place} cannot be decided, so none was placed.") with { Status = answer.Status, Body = answer.Body };
            }

            if (answer.Status >= 300)
            {
                await transaction.RollbackToSavepointAsync("batch", work.Ct);
                work.Db.ChangeTracker.Clear();
                return ApiAnswer.Declined(
                    ((ProblemDetails)answer.Body).Extensions["code"]!.ToString()!, $"Order {place} was declined, so none was placed.", new { Index = place, Decision = answer.Body });
            }
        }

        await work.Get<Outbox>().SaveAsync(work.Ct);
        return ApiAnswer.Created(Count([.. items.OrderBy(item => item.Index)]));
    }

    /// <summary>The line of each wish, as text that sorts like PostgreSQL sorts ids; empty when there is none.</summary>
    private static async Task<IReadOnlyList<string>> LinesAsync(ApiWork work, BatchBody body)
    {
        var retailers = body.Orders.Where(wish => wish.Retailer is not null).Select(wish => new RetailerId(wish.Retailer!.Value)).Distinct().ToList();
        var byRetailer = await work.Db.CreditLines.AsNoTracking()
            .Where(line => line.WholesalerId == work.Wholesaler && retailers.Contains(line.RetailerId))
            .ToDictionaryAsync(line => line.RetailerId.Value, line => line.Id.Value, work.Ct);
        return [.. body.Orders.Select(wish =>
            (wish.CreditLineId ?? (wish.Retailer is { } shop && byRetailer.TryGetValue(shop, out var line) ? line : null))?.ToString() ?? "")];
    }

    private static BatchAnswer Count(IReadOnlyList<BatchItem> items) =>
        new(items.Count(item => item.Status < 300), items.Count(item => item.Status >= 300), items);

    [LoggerMessage(Level = LogLevel.Error, Message = "An order of a batch failed, under the key {Key}.")]
    private partial void LogFailed(Exception error, string key);
}
