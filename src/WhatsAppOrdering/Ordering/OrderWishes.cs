using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// An order over HTTP: the wish is read against lines and catalog, then placed. Joins the write's transaction, and ends it
/// where the order is all that the request is about.
/// </summary>
public sealed class OrderWishes(OrderingDb db, CatalogCache catalogs, PlaceOrder place)
{
    private const string PlainSku = "AMOUNT";

    /// <summary>The answer's text is not known before COMMIT has been sent: what it is made of is kept.</summary>
    private const string KeepSql = """
        update api_answer a set facts = json_build_object(
            'draft', $1, 'decision', d.answer::json, 'number', (select o.number from sales_order o where o.wholesaler_id = $2 and o.id = any ($3)))::text
        from credit_decision d
        where d.wholesaler_id = $2 and d.scope = 'api' and d.key = $4 and a.wholesaler_id = $2 and a.key = $4
        """;

    /// <summary>The same answer again, from what was kept of it.</summary>
    internal static ApiAnswer AnswerAgain(string facts)
    {
        var kept = JsonSerializer.Deserialize<Kept>(facts, JsonSerializerOptions.Web)!;
        return Answer(kept.Draft.Outcome(kept.Decision, kept.Number));
    }

    /// <summary>Places it under the request's own key and commits.</summary>
    public async Task<ApiAnswer> PlaceAloneAsync(ApiWork work, NewOrderBody wish)
    {
        ArgumentNullException.ThrowIfNull(work);
        return await PlaceAsync(work, wish, work.Request.Key, new PlaceEnd((batch, draft) => batch.Add(
            KeepSql,
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Json, Value = JsonSerializer.Serialize(draft, JsonSerializerOptions.Web) },
            work.Wholesaler.Value, new[] { draft.Id.Value, draft.ApprovalId?.Value ?? Guid.Empty }, work.Request.Key)));
    }

    /// <param name="key">The decision's key: the request's, and the place in a batch.</param>
    public async Task<ApiAnswer> PlaceAsync(ApiWork work, NewOrderBody wish, string key, PlaceEnd? end = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(wish);
        if (WhatIsWrong(wish) is { } wrong)
        {
            return ApiAnswer.Invalid(wrong);
        }

        if (await FindLineAsync(work.Wholesaler, wish, work.Ct) is not { } line)
        {
            return ApiAnswer.Refused(CreditCodes.UnknownLine, "This wholesaler has no such credit line.");
        }

        var (lines, currency, unknown) = wish.Amount is { } amount
            ? ([new PricedLine(PlainSku, wish.Reference ?? "Goods as agreed", 1, "lot", amount.Amount, amount.Amount)], amount.Currency, null)
            : Price(wish.Lines!, await catalogs.GetAsync(db, work.Wholesaler, work.Ct));
        if (unknown is not null)
        {
            return ApiAnswer.Invalid(unknown);
        }

        var outcome = await place.ExecuteAsync(
            new PlaceRequest
            {
                Wholesaler = work.Wholesaler,
                Line = line.Id,
                Retailer = line.RetailerId,
                Currency = currency,
                Lines = lines,
                Scope = "api",
                Key = key,
                Channel = "api",
                Actor = work.Actor,
                AskApproval = wish.WhenDeclined == WhenDeclined.AskApproval,
            },
            work.Ct,
            end);
        // What was decided before has not committed anything now.
        return end is not null && outcome.Decision.Replayed ? Answer(outcome) with { ConsumesKey = false } : Answer(outcome);
    }

    private static ApiAnswer Answer(PlaceOutcome outcome) => (outcome.Order, outcome.Decision) switch
    {
        ({ Status: OrderStatus.Placed } order, var decision) => ApiAnswer.Created(new OrderAnswer(OrderBody.Of(order), CreditBody.Of(decision))),
        ({ } order, var decision) => new ApiAnswer(StatusCodes.Status202Accepted, new OrderAnswer(OrderBody.Of(order), CreditBody.Of(decision))),
        (null, { IsDeclined: true } decision) => ApiAnswer.Declined(decision.Code!, RefusalWords.Of(decision), RefusalFacts.Of(decision)),
        (null, var decision) => ApiAnswer.Refused(decision.Code ?? ApiCodes.SystemError, RefusalWords.Of(decision)),
    };

    private sealed record Kept(OrderDraft Draft, Decision Decision, long? Number);

    private static string? WhatIsWrong(NewOrderBody wish) =>
        wish.Lines is { Count: > 0 } == (wish.Amount is not null) ? "Give either lines or an amount."
        : wish.CreditLineId is null == (wish.Retailer is null) ? "Give either retailer or creditLineId."
        : wish is { Reference: not null, Amount: null } ? "reference is for a plain amount; goods have their names."
        : null;

    private async Task<WishedLine?> FindLineAsync(WholesalerId wholesaler, NewOrderBody wish, CancellationToken ct)
    {
        var id = new CreditLineId(wish.CreditLineId ?? Guid.Empty);
        var retailer = new RetailerId(wish.Retailer ?? Guid.Empty);
        return await db.CreditLines.AsNoTracking()
            .Where(line => line.WholesalerId == wholesaler && (line.Id == id || line.RetailerId == retailer))
            .Select(line => new WishedLine(line.Id, line.RetailerId)).SingleOrDefaultAsync(ct);
    }

    private sealed record WishedLine(CreditLineId Id, RetailerId RetailerId);

    private static (IReadOnlyList<PricedLine> Lines, string Currency, string? Unknown) Price(IReadOnlyList<NewOrderLine> wished, CatalogView catalog)
    {
        var lines = new List<PricedLine>();
        foreach (var wish in wished)
        {
            if (catalog.Find(wish.Sku) is not { } product)
            {
                return ([], catalog.Currency, $"The catalog has no product {wish.Sku}.");
            }

            var unit = wish.Unit ?? product.DefaultUnit;
            if (product.PriceOf(unit) is not { } price)
            {
                return ([], catalog.Currency, $"{wish.Sku} is not sold by the {unit}; its units are {string.Join(", ", product.Units.Select(known => known.Unit))}.");
            }

            lines.Add(PricedLine.At(product.Sku, product.Name, wish.Quantity, unit, price, catalog.CurrencyDigits));
        }

        return (lines, catalog.Currency, null);
    }
}

/// <summary>A refusal in a sentence, for people who read logs.</summary>
internal static class RefusalWords
{
    public static string Of(Decision decision) => decision.Code switch
    {
        CreditCodes.InsufficientCredit => $"{decision.Amount} would make {decision.Projected} used of {decision.Limit}: {decision.Shortfall} too much.",
        CreditCodes.CreditBlocked => $"The line is on hold: {decision.Reason}.",
        CreditCodes.Overdue => $"{decision.Overdue} should have been paid by {decision.NextDueAt:yyyy-MM-dd}. A payment of {decision.ToPay} cures it: the oldest debts are settled first.",
        CreditCodes.OrderTooLarge => $"{decision.Amount} is over {decision.OrderMaximum}, the maximum of one order.",
        CreditCodes.InvalidAmount => "An amount is more than zero, below the cap, and has no more digits than its currency.",
        CreditCodes.CurrencyMismatch => "The line is in another currency.",
        CreditCodes.IdempotencyConflict => "This key was used for another order.",
        CreditCodes.CreditClosed => "The credit line is closed.",
        CreditCodes.RetailerSuspended => "The retailer is suspended.",
        ApiCodes.InvalidTransition => decision.Reason!,
        _ => "It was refused.",
    };
}
