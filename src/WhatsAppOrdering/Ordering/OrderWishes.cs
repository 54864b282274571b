using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// An order over HTTP: the wish is read against lines and catalog, then placed. Joins the write's
/// transaction, whose root saves it.
/// </summary>
public sealed class OrderWishes(OrderingDb db, CatalogCache catalogs, PlaceOrder place)
{
    private const string PlainSku = "AMOUNT";

    /// <param name="key">The decision's key: the request's, and the place in a batch.</param>
    public async Task<ApiAnswer> PlaceAsync(ApiWork work, NewOrderBody wish, string key)
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

        var catalog = await catalogs.GetAsync(db, work.Wholesaler, work.Ct);
        var (lines, unknown) = wish.Amount is { } amount
            ? ([new PricedLine(PlainSku, wish.Description ?? "Goods as agreed", 1, "lot", amount.Amount, amount.Amount)], null)
            : Price(wish.Lines!, catalog);
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
                Currency = wish.Amount?.Currency ?? catalog.Currency,
                Lines = lines,
                Scope = "api",
                Key = key,
                Channel = "api",
                Actor = work.Actor,
                AskApproval = wish.RequestApproval,
            },
            work.Ct);
        return Answer(outcome);
    }

    private static ApiAnswer Answer(PlaceOutcome outcome) => (outcome.Order, outcome.Decision) switch
    {
        ({ Status: OrderStatus.Placed } order, var decision) => ApiAnswer.Created(new OrderAnswer(OrderBody.Of(order), CreditBody.Of(decision))),
        ({ } order, var decision) => new ApiAnswer(StatusCodes.Status202Accepted, new OrderAnswer(OrderBody.Of(order), CreditBody.Of(decision))),
        (null, { IsDeclined: true } decision) => ApiAnswer.Declined(decision.Code!, RefusalWords.Of(decision), RefusalFacts.Of(decision)),
        (null, var decision) => ApiAnswer.Refused(decision.Code ?? ApiCodes.SystemError, RefusalWords.Of(decision)),
    };

    private static string? WhatIsWrong(NewOrderBody wish) =>
        wish.Lines is { Count: > 0 } == (wish.Amount is not null) ? "Give either lines or an amount."
        : wish.CreditLineId is null == (wish.RetailerId is null) ? "Give either creditLineId or retailerId."
        : null;

    private async Task<CreditLine?> FindLineAsync(WholesalerId wholesaler, NewOrderBody wish, CancellationToken ct)
    {
        var id = new CreditLineId(wish.CreditLineId ?? Guid.Empty);
        var retailer = new RetailerId(wish.RetailerId ?? Guid.Empty);
        return await db.CreditLines.AsNoTracking()
            .SingleOrDefaultAsync(line => line.WholesalerId == wholesaler && (line.Id == id || line.RetailerId == retailer), ct);
    }

    private static (IReadOnlyList<PricedLine> Lines, string? Unknown) Price(IReadOnlyList<NewOrderLine> wished, CatalogView catalog)
    {
        var lines = new List<PricedLine>();
        foreach (var wish in wished)
        {
            if (catalog.Find(wish.Sku) is not { } product)
            {
                return ([], $"The catalog has no product {wish.Sku}.");
            }

            var unit = wish.Unit ?? product.DefaultUnit;
            if (product.PriceOf(unit) is not { } price)
            {
                return ([], $"{wish.Sku} is not sold by the {unit}; its units are {string.Join(", ", product.Units.Select(known => known.Unit))}.");
            }

            lines.Add(new PricedLine(
                product.Sku, product.Name, wish.Quantity, unit, Math.Round(price, 4), PricedLine.TotalOf(wish.Quantity, price, catalog.CurrencyDigits)));
        }

        return (lines, null);
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
        _ => "It was refused.",
    };
}
