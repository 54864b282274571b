using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>A line's ledger: entries by number, and which number was the last at a moment.</summary>
public sealed class ReadLedger(Transactions transactions)
{
    private const int Batch = 1000;

    /// <summary>
    /// The number of the last entry before a moment; 0 when there is none. Numbers have no gaps and times never go back,
    /// so it is found by halving: twenty look-ups among a million entries.
    /// </summary>
    public static async Task<long> SeqBeforeAsync(OrderingDb db, WholesalerId wholesaler, CreditLineId line, DateTimeOffset moment, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (await db.Database.SqlQuery<long>($"""
            with recursive probe (low, high) as (
                select 0::bigint, l.seq from credit_line l where l.wholesaler_id = {wholesaler.Value} and l.id = {line.Value}
                union all
                select case when e.at < {moment} then e.seq else p.low end, case when e.at < {moment} then p.high else e.seq - 1 end
                from probe p
                join ledger_entry e on e.wholesaler_id = {wholesaler.Value} and e.line_id = {line.Value} and e.seq = (p.low + p.high + 1) / 2
                where p.low < p.high)
            select low as "Value" from probe where low = high
            """).ToListAsync(ct))[0];
    }

    /// <summary>Entries after one number up to another, oldest first. No transaction stays open while the reader is slow: entries never change.</summary>
    public async IAsyncEnumerable<LedgerEntry> ReadAsync(
        WholesalerId wholesaler, CreditLineId line, long after, long last, [EnumeratorCancellation] CancellationToken ct)
    {
        while (after < last)
        {
            var from = after;
            var entries = await transactions.RunAsync(
                Pool.Pages,
                async (OrderingDb db, CancellationToken token) =>
                {
                    await db.EnterTenantAsync(wholesaler, token);
                    return await db.Ledger.AsNoTracking()
                        .Where(entry => entry.WholesalerId == wholesaler && entry.LineId == line && entry.Seq > from && entry.Seq <= last)
                        .OrderBy(entry => entry.Seq).Take(Batch).ToListAsync(token);
                },
                ct);
            foreach (var entry in entries)
            {
                yield return entry;
            }

            after = entries[^1].Seq;
        }
    }
}
