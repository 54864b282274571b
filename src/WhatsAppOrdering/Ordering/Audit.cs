using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// Checks the books of a live system: every invariant of credit and orders that SQL can answer, over all wholesalers, as
/// the reader, in pages. What belongs together commits together, so each page's snapshot shows it whole.
/// </summary>
public sealed class Audit(Transactions transactions)
{
    /// <returns>One line per invariant with its breaches and the credit lines that have them.</returns>
    public async Task<IReadOnlyList<AuditLine>> ExecuteAsync(CancellationToken ct)
    {
        var findings = new Findings();
        var lines = await transactions.ReadSnapshotAsync(Pool.Audit, (db, token) => CheckWholeAsync(db, findings, token), ct);
        foreach (var walk in Walk.All)
        {
            var examined = await WalkAsync(walk, findings, ct);
            if (walk == Walk.Lines && examined < lines)
            {
                findings.Add(Invariants.SeesAll, null, lines - examined);
            }
        }

        return [.. Invariants.All.Select(findings.Of)];
    }

    /// <returns>How many credit lines there are, whatever this role may see of them.</returns>
    private static async Task<long> CheckWholeAsync(OrderingDb db, Findings findings, CancellationToken ct)
    {
        foreach (var (invariant, check) in Invariants.On(null))
        {
            await foreach (var row in RowsAsync(db, $"select count(*) from ({check.Sql}) broken", [], ct))
            {
                findings.Add(invariant.Name, null, row.GetInt64(0));
            }
        }

        await foreach (var row in RowsAsync(db, "select credit_line_count()", [], ct))
        {
            return row.GetInt64(0);
        }

        throw new InvalidOperationException("A count has a row.");
    }

    private async Task<long> WalkAsync(Walk walk, Findings findings, CancellationToken ct)
    {
        var tally = walk == Walk.Entries ? new LedgerTally() : null;
        var (examined, after) = (0L, walk.Start);
        while (await transactions.ReadSnapshotAsync(Pool.Audit, (db, token) => CheckPageAsync(db, walk, after, tally, findings, token), ct) is { } page)
        {
            examined += page.Rows;
            after = page.Last;
        }

        return examined;
    }

    private static async Task<Page?> CheckPageAsync(
        OrderingDb db, Walk walk, string[] after, LedgerTally? tally, Findings findings, CancellationToken ct)
    {
        Page? page = null;
        await foreach (var row in RowsAsync(db, walk.End, after, ct))
        {
            page = new Page(row.GetInt64(0), [.. Enumerable.Range(1, after.Length).Select(row.GetString)]);
        }

        if (page is null)
        {
            return null;
        }

        foreach (var (invariant, check) in Invariants.On(walk))
        {
            var sql = $"{walk.Page} select wholesaler_id, line_id, count(*) from ({check.Sql}) broken group by 1, 2";
            await foreach (var row in RowsAsync(db, sql, after, ct))
            {
                findings.Add(invariant.Name, BrokenIn(row), row.GetInt64(2));
            }
        }

        if (tally is not null)
        {
            await foreach (var row in RowsAsync(db, walk.Page + LedgerTally.Sql, [.. after, .. tally.Carried], ct))
            {
                tally.Read(row, BrokenIn(row), findings);
            }
        }

        return page;
    }

    private static BrokenLine BrokenIn(NpgsqlDataReader row) => new(new WholesalerId(row.GetGuid(0)), new CreditLineId(row.GetGuid(1)));

    private static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        OrderingDb db, string sql, string[] parameters, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection());
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return reader;
        }
    }

    private sealed record Page(long Rows, string[] Last);
}
