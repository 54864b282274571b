using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Credit;

namespace WhatsAppOrdering.Ordering;

/// <summary>A wish to order: goods of the catalog, or a plain amount; on a line, or on a retailer's line.</summary>
/// <param name="Retailer">Whose line it is; instead of <paramref name="CreditLineId"/>.</param>
/// <param name="Reference">What a plain amount is for, in the words or the number of whoever orders.</param>
/// <param name="WhenDeclined">What to do when the credit does not cover it; left out, it is declined.</param>
public sealed record NewOrderBody(
    Guid? CreditLineId = null,
    Guid? Retailer = null,
    [MaxLength(200), NoneMissing] IReadOnlyList<NewOrderLine>? Lines = null,
    Money? Amount = null,
    [Words(200)] string? Reference = null,
    WhenDeclined? WhenDeclined = null);

public enum WhenDeclined
{
    [JsonStringEnumMemberName("decline")]
    Decline,

    /// <summary>Where the wholesaler's approval can cure the refusal, he is asked.</summary>
    [JsonStringEnumMemberName("askApproval")]
    AskApproval,
}

/// <param name="Unit">Left out: the product's default unit.</param>
public sealed record NewOrderLine(
    [Words(100)] string Sku, [Range(0.0001, 1e9), Digits(4)] decimal Quantity, [Words(50)] string? Unit = null);

/// <param name="Atomic">All or none, in one decision; otherwise each is decided on its own.</param>
public sealed record BatchBody([Required, MinLength(1), MaxLength(100), NoneMissing] IReadOnlyList<NewOrderBody> Orders, bool Atomic = false);

/// <summary>One order's answer in a batch, with the status it would have had alone.</summary>
public sealed record BatchItem(int Index, int Status, object Body);

public sealed record BatchAnswer(int Accepted, int Declined, IReadOnlyList<BatchItem> Orders);

/// <summary>Quantities by line position; lines that are not named are left out. Without lines: the whole.</summary>
public sealed record PartBody([MaxLength(200), NoneMissing, EachLineOnce] IReadOnlyList<PartLine>? Lines = null)
{
    internal Dictionary<int, decimal>? Quantities() => Lines?.ToDictionary(line => line.Position, line => line.Quantity);
}

public sealed record PartLine([Range(1, 1000)] int Position, [Range(0, 1e9), Digits(4)] decimal Quantity) : IForLine;

/// <summary>New prices per unit, by line position, in the order's currency.</summary>
public sealed record PriceRiseBody([Required, MinLength(1), MaxLength(200), NoneMissing, EachLineOnce] IReadOnlyList<PriceRiseLine> Lines);

public sealed record PriceRiseLine([Range(1, 1000)] int Position, Money UnitPrice) : IForLine;

/// <param name="Offer">The offer's number, as the order shows it while it stands.</param>
public sealed record AcceptPricesBody([Range(1, int.MaxValue)] int Offer);

/// <param name="Reason">Why it is granted, as the ledger keeps it.</param>
public sealed record ApproveBody([Words(500)] string? Reason = null);

/// <summary>A body without members, for writes that say it all in their route.</summary>
public sealed record NothingBody;

/// <summary>An order as it stands. <see cref="Amount"/> is what it comes to now, <see cref="Offer"/> the price rise that waits for the shop's yes.</summary>
public sealed record OrderBody(
    Guid Id, long Number, Guid RetailerId, Guid CreditLineId, string Status, int Version, string Channel, Money Total, Money Amount,
    IReadOnlyList<OrderLineBody> Lines, DateTimeOffset PlacedAt, DateTimeOffset ExpiresAt, DateTimeOffset? DecidedAt, string? DecidedBy,
    string? Reason, DateTimeOffset? DueAt, int? Offer, IReadOnlyList<TransitionBody> History)
{
    public static OrderBody Of(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        Money Of(decimal amount) => new(amount, order.Currency);
        return new OrderBody(
            order.Id.Value, order.Number, order.RetailerId.Value, order.LineId.Value, order.Status.ToString(), order.Version, order.Channel,
            Of(order.Total), Of(order.Amount),
            [.. order.Lines.OrderBy(line => line.Position).Select(line => new OrderLineBody(
                line.Position, line.Sku, line.Name, line.Quantity, line.Unit, Of(line.UnitPrice), Of(line.Total), line.ConfirmedQuantity, line.DeliveredQuantity,
                line.OfferedPrice is { } offered ? Of(offered) : null))],
            order.PlacedAt, order.ExpiresAt, order.DecidedAt, order.DecidedBy, order.Reason, order.DueAt, order.OpenOffer,
            [.. order.Transitions.OrderBy(change => change.Seq).Select(change => new TransitionBody(
                change.FromStatus?.ToString(), change.ToStatus.ToString(), change.Actor, change.Reason, change.At))]);
    }
}

public sealed record OrderLineBody(
    int Position, string Sku, string Name, decimal Quantity, string Unit, Money UnitPrice, Money Total, decimal? ConfirmedQuantity, decimal? DeliveredQuantity,
    Money? OfferedPrice);

public sealed record TransitionBody(string? From, string To, string Actor, string? Reason, DateTimeOffset At);

/// <summary>The shop's credit after a decision.</summary>
public sealed record CreditBody(Guid LineId, long Seq, Money Limit, Money Used, Money Held, Money Owed, Money Available)
{
    public static CreditBody Of(Figures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        Money Of(decimal amount) => new(amount, figures.Currency);
        return new CreditBody(figures.LineId, figures.Seq, Of(figures.Limit), Of(figures.Used), Of(figures.Held), Of(figures.Owed), Of(figures.Available));
    }
}

public sealed record OrderAnswer(OrderBody Order, CreditBody Credit);

/// <summary>The figures of a refusal: by how much it failed, what would fit, what is due when.</summary>
/// <param name="ToPay">What must be paid so that nothing is past its grace: payments settle the oldest debts first, also those that are not due.</param>
public sealed record RefusalFacts(
    CreditBody Credit, Money Asked, Money Projected, Money Shortfall, Money Fits, Money Overdue, Money? ToPay, Money? OrderMaximum,
    DateTimeOffset? NextDueAt, Money? NextDueAmount, bool CanBeApproved, string? Reason)
{
    public static RefusalFacts Of(Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        Money Of(decimal amount) => new(amount, decision.Currency);
        Money? OrNone(decimal? amount) => amount is { } some ? Of(some) : null;
        return new RefusalFacts(
            CreditBody.Of(decision), Of(decision.Amount), Of(decision.Projected), Of(decision.Shortfall), Of(decision.Fits), Of(decision.Overdue),
            OrNone(decision.ToPay), OrNone(decision.OrderMaximum), decision.NextDueAt, OrNone(decision.NextDueAmount), decision.Curable, decision.Reason);
    }
}
