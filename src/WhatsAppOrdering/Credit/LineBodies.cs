using System.ComponentModel.DataAnnotations;
using WhatsAppOrdering.Api;

namespace WhatsAppOrdering.Credit;

/// <summary>A credit line as the interface shows it. Available may be negative: after a bounced payment or a lowered limit.</summary>
/// <param name="TemporaryLimit">One that is to come, or holds now.</param>
public sealed record LineBody(
    Guid Id, Guid RetailerId, string Status, string? Hold, Money Limit, Money EffectiveLimit, TemporaryLimitShown? TemporaryLimit, Money? OrderMaximum,
    int TermsDays, int GraceDays, Money Used, Money Held, Money Owed, Money Available, Money Overdue,
    DateTimeOffset? NextDueAt, long Seq, DateTimeOffset AsOf);

/// <summary>It holds from its beginning up to its end.</summary>
public sealed record TemporaryLimitShown(Money Limit, DateTimeOffset From, DateTimeOffset Until);

/// <summary>The entry that was written (null: there was nothing to write) and the line after it.</summary>
public sealed record PostingBody(Guid? EntryId, Guid? PaymentId, DateTimeOffset At, LineBody Line)
{
    public static PostingBody Of(Posting posting, LineBody line)
    {
        ArgumentNullException.ThrowIfNull(posting);
        return new PostingBody(posting.EntryId, posting.PaymentId, posting.At, line);
    }
}

/// <param name="Limit">In the wholesaler's currency, zero or more.</param>
/// <param name="OrderMaximum">The most that one order may be; left out, there is none.</param>
/// <param name="TermsDays">When an amount falls due, counted from delivery or confirmation.</param>
/// <param name="GraceDays">How long after that new orders are still taken.</param>
public sealed record OpenLineBody(
    Guid RetailerId,
    Money Limit,
    [Range(0, 3650)] int TermsDays,
    [Range(0, 3650)] int GraceDays = 0,
    Money? OrderMaximum = null);

/// <param name="Limit">In the line's currency, zero or more.</param>
/// <param name="OrderMaximum">The most that one order may be; left out, it stays.</param>
/// <param name="NoOrderMaximum">True lifts it.</param>
public sealed record LimitBody(
    Money Limit,
    [Words(500)] string Reason,
    Money? OrderMaximum = null,
    bool NoOrderMaximum = false,
    [Range(0, 3650)] int? TermsDays = null,
    [Range(0, 3650)] int? GraceDays = null)
{
    internal Dictionary<string, object?> Changes()
    {
        var changes = new Dictionary<string, object?>
        {
            ["limit"] = Limit.Amount, ["orderMaximum"] = OrderMaximum?.Amount, ["termsDays"] = TermsDays, ["graceDays"] = GraceDays,
        }.Where(change => change.Value is not null).ToDictionary();
        if (NoOrderMaximum)
        {
            changes["orderMaximum"] = null;
        }

        return changes;
    }
}

/// <param name="Limit">Instead of the line's own, between the two moments; null ends a temporary limit now.</param>
/// <param name="From">Left out: from now.</param>
public sealed record TemporaryLimitBody(Money? Limit, [Words(500)] string Reason, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>Why it is done, as the ledger keeps it.</summary>
public sealed record ReasonBody([Words(500)] string Reason);

/// <param name="Reason">Why the hold is lifted, as the ledger keeps it.</param>
public sealed record LiftBody([Words(500)] string? Reason = null);

/// <param name="Reference">The payment's name outside, such as a receipt number; it credits once.</param>
public sealed record PaymentBody(Money Amount, [Words(100)] string Reference);

/// <param name="Amount">Positive is owed in addition, negative is owed less.</param>
/// <param name="DueAt">Of a positive amount; left out, the line's terms decide.</param>
public sealed record AdjustmentBody(Money Amount, [Words(500)] string Reason, DateTimeOffset? DueAt = null);
