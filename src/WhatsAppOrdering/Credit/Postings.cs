using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>
/// The other ways into the ledger: each is one call of a database function that queues for and locks the line,
/// and joins the root's transaction. Amounts are in the line's currency.
/// </summary>
public sealed class Postings(OrderingDb db, IOptions<CreditOptions> options)
{
    private int Wait => options.Value.LockTimeoutMilliseconds;

    /// <summary>Held becomes owed; what is confirmed below the order's hold is given back.</summary>
    public Task<Posting> ConfirmAsync(OrderCredit order, decimal amount, string actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return PostAsync($"select credit_confirm({order.Wholesaler.Value}, {order.Line.Value}, {order.Order.Value}, {order.Version}, {amount}, {actor}, {Wait})", ct);
    }

    /// <summary>Gives back all that the order still uses; nothing left means no entry.</summary>
    public Task<Posting> ReleaseAsync(OrderCredit order, string actor, string reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        return PostAsync($"select credit_release({order.Wholesaler.Value}, {order.Line.Value}, {order.Order.Value}, {order.Version}, {actor}, {reason}, {Wait})", ct);
    }

    public Task<Posting> OpenLineAsync(
        WholesalerId wholesaler, CreditLineId line, RetailerId retailer, string currency, decimal limit, int termsDays, string actor, CancellationToken ct) =>
        PostAsync($"select credit_open_line({wholesaler.Value}, {line.Value}, {retailer.Value}, {currency}, {limit}, {termsDays}, {actor})", ct);

    public Task<Posting> SetLimitAsync(WholesalerId wholesaler, CreditLineId line, decimal limit, string actor, string reason, CancellationToken ct) =>
        PostAsync($"select credit_set_limit({wholesaler.Value}, {line.Value}, {limit}, {actor}, {reason}, {Wait})", ct);

    /// <summary>A reason sets the hold; null lifts it.</summary>
    public Task<Posting> HoldAsync(WholesalerId wholesaler, CreditLineId line, string? reason, string actor, CancellationToken ct) =>
        PostAsync($"select credit_hold({wholesaler.Value}, {line.Value}, {reason}, {actor}, {Wait})", ct);

    /// <summary>A reference credits once; again, it answers without an entry.</summary>
    public Task<Posting> ReceivePaymentAsync(
        WholesalerId wholesaler, CreditLineId line, Guid payment, string reference, decimal amount, string actor, CancellationToken ct) =>
        PostAsync($"select credit_receive_payment({wholesaler.Value}, {line.Value}, {payment}, {reference}, {amount}, {actor}, {Wait})", ct);

    private async Task<Posting> PostAsync(FormattableString call, CancellationToken ct)
    {
        db.RequireTransaction();
        return Posting.Parse((await db.Database.SqlQuery<string>(call).ToListAsync(ct))[0]);
    }
}

/// <summary>Which order's credit a posting is about.</summary>
public sealed record OrderCredit(WholesalerId Wholesaler, CreditLineId Line, OrderId Order, int Version);
