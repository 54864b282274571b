using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// Holds the books against heads that <see cref="AuditLedger"/> wrote to the log. A database that was restored to an earlier
/// moment agrees with itself; only the log knows what is missing.
/// </summary>
public sealed partial class AuditHeads(Transactions transactions)
{
    private const string Invariant = "the books have every head that the log tells of";

    /// <param name="log">Any text; the lines that tell of a head count.</param>
    /// <returns>Null when the log tells of none.</returns>
    public async Task<AuditLine?> ExecuteAsync(IAsyncEnumerable<string> log, CancellationToken ct)
    {
        var heads = await log.Select(line => Head().Match(line)).Where(found => found.Success).ToListAsync(ct);
        if (heads.Count == 0)
        {
            return null;
        }

        Guid[] Ids(string name) => [.. heads.Select(head => Guid.Parse(head.Groups[name].Value))];
        var (lines, wholesalers) = (Ids("line"), Ids("wholesaler"));
        var (seqs, hashes) = (heads.ConvertAll(head => long.Parse(head.Groups["seq"].Value, CultureInfo.InvariantCulture)), heads.ConvertAll(head => head.Groups["hash"].Value));
        var missing = await transactions.ReadSnapshotAsync(
            Pool.Audit,
            (db, token) => db.Database.SqlQuery<Missing>($"""
                select told.wholesaler as "Wholesaler", told.line as "Line"
                from unnest({wholesalers}, {lines}, {seqs.ToArray()}, {hashes.ToArray()}) as told(wholesaler, line, seq, hash)
                left join ledger_entry e on e.wholesaler_id = told.wholesaler and e.line_id = told.line and e.seq = told.seq
                where encode(e.hash, 'hex') is distinct from told.hash
                """).ToListAsync(token),
            ct);
        return new AuditLine(
            Invariant, missing.Count, [.. missing.Select(one => new BrokenLine(new WholesalerId(one.Wholesaler), new CreditLineId(one.Line))).Distinct()], Freezes: false);
    }

    [GeneratedRegex("Ledger head of credit line (?<line>[0-9a-f-]{36}) of wholesaler (?<wholesaler>[0-9a-f-]{36}): entry (?<seq>[0-9]{1,18}) has the hash (?<hash>[0-9a-f]{64})")]
    private static partial Regex Head();

    private sealed record Missing(Guid Wholesaler, Guid Line);
}
