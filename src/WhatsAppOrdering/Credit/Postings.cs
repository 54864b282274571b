using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>
/// The other ways into the ledger: each is one call of a database function that queues for and locks the line,
/// and joins the root's transaction. Amounts are in the line's currency. The database refuses what is no amount with 22003,
/// what lacks a reason or the like with 22023, an unknown line with P0002, and an order or a line that is in another state
/// with a code of <see cref="OwnErrors"/>; nothing is written then.
/// </summary>
public sealed class Postings(OrderingDb db, LockWait wait, LineLocks locks)
{
    /// <summary>Held becomes owed; what is confirmed below the order's hold is given back.</summary>
    public Task<Posting> ConfirmAsync(OrderCredit order, decimal amount, string actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return PostAsync($"select credit_confirm({order.Wholesaler.Value}, {order.Line.Value}, {order.Order.Value}, {order.Version}, {amount}, {actor}, {wait.Milliseconds})", ct);
    }

    /// <summary>Gives back all that the order takes up; one that awaits approval takes up nothing, and there is no entry.</summary>
    public Task<Posting> ReleaseAsync(OrderCredit order, string actor, string reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return PostAsync($"select credit_release({order.Wholesaler.Value}, {order.Line.Value}, {order.Order.Value}, {order.Version}, {order.State}, {actor}, {reason}, {wait.Milliseconds})", ct);
    }

    /// <summary>The goods are there: what is missing is given back, and the line's terms run from now.</summary>
    public Task<Posting> DeliverAsync(OrderCredit order, decimal delivered, string actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return PostAsync($"select credit_deliver({order.Wholesaler.Value}, {order.Line.Value}, {order.Order.Value}, {order.Version}, {delivered}, {actor}, {wait.Milliseconds})", ct);
    }

    /// <summary>Holds the difference of a price rise for the order's next version, if the credit allows the order at its whole new amount.</summary>
    public Task<Decision> DebitDifferenceAsync(OrderCredit order, decimal difference, string actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return AskAsync(
            $"select credit_raise({order.Wholesaler.Value}, {order.Line.Value}, {order.Order.Value}, {order.Version}, {difference}, {actor}, {wait.Milliseconds})",
            answer => Decision.Parse(answer, replayed: false), ct);
    }

    public Task<Posting> OpenLineAsync(
        WholesalerId wholesaler, CreditLineId line, RetailerId retailer, string currency, decimal limit, int termsDays, string actor, CancellationToken ct) =>
        PostAsync($"select credit_open_line({wholesaler.Value}, {line.Value}, {retailer.Value}, {currency}, {limit}, {termsDays}, {actor})", ct);

    public Task<Posting> SetLimitAsync(WholesalerId wholesaler, CreditLineId line, decimal limit, string actor, string reason, CancellationToken ct) =>
        SetTermsAsync(wholesaler, line, new Dictionary<string, object?> { ["limit"] = limit }, actor, reason, ct);

    /// <summary>Raises the limit to what is used now; no entry when it is that high already.</summary>
    public Task<Posting> SetLimitToUsedAsync(OrderCredit order, string actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return PostAsync($"select credit_raise_limit({order.Wholesaler.Value}, {order.Line.Value}, {actor}, {"raised for an order"}, {wait.Milliseconds})", ct);
    }

    /// <param name="changes">Of limit, orderMaximum (null lifts it), termsDays, graceDays those that change.</param>
    public Task<Posting> SetTermsAsync(
        WholesalerId wholesaler, CreditLineId line, IReadOnlyDictionary<string, object?> changes, string actor, string reason, CancellationToken ct) =>
        PostAsync($"select credit_set_terms({wholesaler.Value}, {line.Value}, {JsonSerializer.Serialize(changes)}::jsonb, {actor}, {reason}, {wait.Milliseconds})", ct);

    /// <summary>A limit for some days; null ends it. One that would be over before it began is refused with 22008.</summary>
    public Task<Posting> SetTemporaryLimitAsync(
        WholesalerId wholesaler, CreditLineId line, decimal? limit, DateTimeOffset? from, DateTimeOffset? until, string actor, string reason, CancellationToken ct) =>
        PostAsync($"select credit_set_temporary_limit({wholesaler.Value}, {line.Value}, {limit}, {from}, {until}, {actor}, {reason}, {wait.Milliseconds})", ct);

    /// <summary>A reason sets the hold; null lifts one that is there, and <paramref name="whyLifted"/> is why, if that is told.</summary>
    public Task<Posting> HoldAsync(
        WholesalerId wholesaler, CreditLineId line, string? reason, string actor, CancellationToken ct, string? whyLifted = null) =>
        PostAsync($"select credit_hold({wholesaler.Value}, {line.Value}, {reason}, {actor}, {wait.Milliseconds}, {whyLifted})", ct);

    /// <summary>No more orders, for good; payments still come in.</summary>
    public Task<Posting> CloseAsync(WholesalerId wholesaler, CreditLineId line, string actor, string reason, CancellationToken ct) =>
        PostAsync($"select credit_close({wholesaler.Value}, {line.Value}, {actor}, {reason}, {wait.Milliseconds})", ct);

    /// <summary>
    /// A reference credits once; again, it answers without an entry. What a reference or an id stands for already is the code
    /// IDEMPOTENCY_CONFLICT for any other amount, line or reference.
    /// </summary>
    public Task<Posting> ReceivePaymentAsync(
        WholesalerId wholesaler, CreditLineId line, Guid payment, string reference, decimal amount, string actor, CancellationToken ct) =>
        PostAsync($"select credit_receive_payment({wholesaler.Value}, {line.Value}, {payment}, {reference}, {amount}, {actor}, {wait.Milliseconds})", ct);

    /// <summary>The payment bounced; once per payment, again answers without an entry.</summary>
    public Task<Posting> ReversePaymentAsync(
        WholesalerId wholesaler, CreditLineId line, Guid payment, string actor, string reason, CancellationToken ct) =>
        PostAsync($"select credit_reverse_payment({wholesaler.Value}, {line.Value}, {payment}, {actor}, {reason}, {wait.Milliseconds})", ct);

    /// <summary>A correction by a person: positive is owed in addition, due at <paramref name="due"/> or by the line's terms.</summary>
    public Task<Posting> AdjustAsync(
        WholesalerId wholesaler, CreditLineId line, decimal amount, DateTimeOffset? due, string actor, string reason, CancellationToken ct) =>
        PostAsync($"select credit_adjust({wholesaler.Value}, {line.Value}, {amount}, {due}, {actor}, {reason}, {wait.Milliseconds})", ct);

    private Task<Posting> PostAsync(FormattableString call, CancellationToken ct) => AskAsync(call, Posting.Parse, ct);

    private async Task<T> AskAsync<T>(FormattableString call, Func<string, T> read, CancellationToken ct)
    {
        db.RequireTransaction();
        var asked = Stopwatch.GetTimestamp();
        var measured = FormattableStringFactory.Create($"select answer, {LineLocks.WaitedSql} as waited from ({call.Format} as answer) posted", call.GetArguments());
        try
        {
            var row = (await db.Database.SqlQuery<Row>(measured).ToListAsync(ct))[0];
            locks.Got(asked, row.Waited);
            return read(row.Answer);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            locks.Missed(error, asked);
            throw;
        }
    }

    private sealed record Row(string Answer, long? Waited);
}

/// <summary>Which order's credit a posting is about.</summary>
/// <param name="State">In which the caller locked the order: the ledger must agree before the order ends.</param>
public sealed record OrderCredit(WholesalerId Wholesaler, CreditLineId Line, OrderId Order, int Version, string State);
