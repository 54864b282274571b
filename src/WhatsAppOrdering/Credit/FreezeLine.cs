using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>
/// A line whose books are broken takes no more orders until an operator has looked at it; payments still come in. The flag
/// is outside the ledger, and who set or lifted it is kept. Joins the root's transaction.
/// </summary>
public sealed class FreezeLine(OrderingDb db)
{
    /// <summary>Does nothing to a line that is frozen already.</summary>
    public async Task ExecuteAsync(WholesalerId wholesaler, CreditLineId line, string reason, CancellationToken ct)
    {
        await db.EnterTenantAsync(wholesaler, ct);
        await db.Database.ExecuteSqlAsync($"select credit_freeze({wholesaler.Value}, {line.Value}, {reason})", ct);
    }

    /// <returns>False when the line was not frozen, or this wholesaler has none such.</returns>
    public async Task<bool> LiftAsync(WholesalerId wholesaler, CreditLineId line, string actor, string reason, CancellationToken ct)
    {
        await db.EnterTenantAsync(wholesaler, ct);
        return (await db.Database.SqlQuery<bool>(
            $"select credit_lift_freeze({wholesaler.Value}, {line.Value}, {actor}, {reason}) as \"Value\"").ToListAsync(ct))[0];
    }
}
