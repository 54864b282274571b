using System.Text.Json;

namespace WhatsAppOrdering.Credit;

/// <summary>The answer to a wish for credit, with every figure that a reply needs. Stored and replayed byte for byte.</summary>
public sealed record Decision : Figures
{
    /// <summary>As <c>credit_policy</c> words it.</summary>
    private const string Checked = "The line is being checked";

    /// <summary>ACCEPTED; DECLINED (stored: the key stays declined); INVALID (nothing was stored or consumed).</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Why not: one of <see cref="CreditCodes"/>; null when accepted.</summary>
    public string? Code { get; init; }

    public string? Reason { get; init; }

    public Guid OrderId { get; init; }

    public int Version { get; init; }

    public decimal Amount { get; init; }

    /// <summary>What would be used with this order.</summary>
    public decimal Projected { get; init; }

    public decimal Shortfall { get; init; }

    /// <summary>Of a refusal: the largest amount that would fit now.</summary>
    public decimal Fits { get; init; }

    /// <summary>Of a refusal: what should have been paid already.</summary>
    public decimal Overdue { get; init; }

    /// <summary>
    /// Of a refusal: what must be paid so that nothing is past its grace. More than <see cref="Overdue"/> where older debts
    /// are not due, for payments settle these first. Null in decisions from before it was told.
    /// </summary>
    public decimal? ToPay { get; init; }

    /// <summary>Of a refusal: the most that one order may be; null for no maximum.</summary>
    public decimal? OrderMaximum { get; init; }

    /// <summary>Of a refusal: when the oldest unpaid amount was or is due.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    public decimal? NextDueAmount { get; init; }

    /// <summary>Of a refusal: the wholesaler's approval of this one order would overcome it.</summary>
    public bool Curable { get; init; }

    public Guid? EntryId { get; init; }

    public DateTimeOffset? At { get; init; }

    /// <summary>True when this key had been decided before; the answer is that first one.</summary>
    public bool Replayed { get; init; }

    public bool IsAccepted => Outcome == "ACCEPTED";

    public bool IsDeclined => Outcome == "DECLINED";

    /// <summary>The audit has frozen the line: nobody's stop, and not the wholesaler's to lift.</summary>
    public bool IsBeingChecked => Code == CreditCodes.CreditBlocked && Reason == Checked;

    internal static Decision Parse(string answer, bool replayed) =>
        JsonSerializer.Deserialize<Decision>(answer, JsonSerializerOptions.Web)! with { Replayed = replayed };
}

/// <summary>The codes of refusal, in the order of their precedence.</summary>
public static class CreditCodes
{
    public const string UnknownLine = "UNKNOWN_LINE";
    public const string InvalidAmount = "INVALID_AMOUNT";
    public const string CurrencyMismatch = "CURRENCY_MISMATCH";
    public const string IdempotencyConflict = "IDEMPOTENCY_CONFLICT";
    public const string RetailerSuspended = "RETAILER_SUSPENDED";
    public const string CreditClosed = "CREDIT_CLOSED";
    public const string CreditBlocked = "CREDIT_BLOCKED";
    public const string Overdue = "OVERDUE";
    public const string OrderTooLarge = "ORDER_TOO_LARGE";
    public const string InsufficientCredit = "INSUFFICIENT_CREDIT";
    public const string LockTimeout = "LOCK_TIMEOUT";
}
