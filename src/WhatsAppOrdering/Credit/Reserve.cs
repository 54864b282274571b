using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>Asks for credit under the line's lock: one round trip, joins the root's transaction.</summary>
public sealed class Reserve(OrderingDb db, IOptions<CreditOptions> options)
{
    /// <returns>The decision; an already decided key gives its first answer again.</returns>
    /// <exception cref="Npgsql.PostgresException">55P03 when the line stays busy longer than <c>Credit:LockTimeout</c>.</exception>
    public async Task<Decision> ExecuteAsync(ReserveRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        db.RequireTransaction();
        var rows = await db.Database.SqlQuery<Row>($"""
            select replayed, answer from credit_reserve(
                {request.Wholesaler.Value}, {request.Line.Value}, {request.Scope}, {request.Key}, {request.BodyHash},
                {request.Order.Value}, {request.OrderVersion}, {request.Amount}, {request.Currency}, {request.Actor},
                {options.Value.LockTimeoutMilliseconds})
            """).ToListAsync(ct);
        return Decision.Parse(rows[0].Answer, rows[0].Replayed);
    }

    private sealed record Row(bool Replayed, string Answer);
}

/// <summary>
/// A wish for credit. Scope and key make it one decision however often it is asked; the body hash covers what is asked
/// without the order id, so that the same key with another body is a conflict.
/// </summary>
public sealed record ReserveRequest(
    WholesalerId Wholesaler,
    CreditLineId Line,
    string Scope,
    string Key,
    byte[] BodyHash,
    OrderId Order,
    int OrderVersion,
    decimal Amount,
    string Currency,
    string Actor);
