using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>Stores where each line's hash chain ends now, so that whoever makes a chain anew is found out. Joins the root's transaction.</summary>
public sealed class PublishHeads(OrderingDb db)
{
    /// <returns>The heads that are new since the last time.</returns>
    public async Task<IReadOnlyList<LedgerHead>> ExecuteAsync(WholesalerId wholesaler, CancellationToken ct)
    {
        await db.EnterTenantAsync(wholesaler, ct);
        return await db.Database.SqlQuery<LedgerHead>(
            $"select line as \"Line\", head_seq as \"Seq\", encode(head, 'hex') as \"Hash\" from credit_publish_heads({wholesaler.Value})").ToListAsync(ct);
    }
}

/// <summary>The last entry of a line: its number, and its hash in hexadecimal.</summary>
public sealed record LedgerHead(Guid Line, long Seq, string Hash);
