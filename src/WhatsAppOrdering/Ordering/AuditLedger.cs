using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// The audit, once a day. A broken line is frozen and told of at Critical; the others trade on. Then the heads of the
/// sound lines are published: stored, and logged where the database's owner cannot change them. A breach fails the run.
/// One at a time on all nodes; whoever finds it under way is done.
/// </summary>
public sealed partial class AuditLedger(Audit audit, Transactions transactions, Alone alone, HoldMetrics metrics, ILogger<AuditLedger> log)
{
    public async Task<int> RunAsync(CancellationToken ct) => await alone.RunAsync(Pool.Audit, "audit", AuditAsync, ct) ?? 0;

    private async Task<int> AuditAsync(CancellationToken ct)
    {
        var lines = await audit.ExecuteAsync(ct);
        metrics.Saw(lines);
        var broken = lines.Where(line => line.Breaches > 0).ToList();
        foreach (var breach in broken)
        {
            LogBroken(breach.Invariant, breach.Breaches);
        }

        var published = 0;
        // An audit that does not see everything takes sound lines for broken ones.
        if (broken.All(breach => breach.Invariant != Invariants.SeesAll))
        {
            foreach (var line in broken.Where(breach => breach.Freezes).SelectMany(breach => breach.Lines).Distinct())
            {
                await FreezeAsync(line, string.Join("; ", broken.Where(breach => breach.Freezes && breach.Lines.Contains(line)).Select(breach => breach.Invariant)), ct);
            }

            // Only once all that is broken is frozen: the head of a broken line must not become what it is held against.
            published = await PublishAsync(ct);
        }

        return broken.Count == 0 ? published : throw new InvalidOperationException(string.Join('\n', broken));
    }

    private async Task FreezeAsync(BrokenLine line, string reason, CancellationToken ct)
    {
        await transactions.RunWithRetryAsync(
            Pool.Audit,
            async (FreezeLine freeze, CancellationToken token) =>
            {
                await freeze.ExecuteAsync(line.Wholesaler, line.Line, reason, token);
                return true;
            },
            ct);
        LogFrozen(line.Line.Value, line.Wholesaler.Value, reason);
    }

    private async Task<int> PublishAsync(CancellationToken ct)
    {
        var published = 0;
        var wholesalers = await transactions.ReadSnapshotAsync(
            Pool.Audit, (db, token) => db.Wholesalers.OrderBy(wholesaler => wholesaler.Id).Select(wholesaler => wholesaler.Id).ToListAsync(token), ct);
        foreach (var wholesaler in wholesalers)
        {
            var heads = await transactions.RunWithRetryAsync(
                Pool.Audit, (PublishHeads heads, CancellationToken token) => heads.ExecuteAsync(wholesaler, token), ct);
            foreach (var head in heads)
            {
                LogHead(head.Line, wholesaler.Value, head.Seq, head.Hash);
            }

            published += heads.Count;
        }

        return published;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The books are broken: {Invariant}, {Breaches} times.")]
    private partial void LogBroken(string invariant, long breaches);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Credit line {LineId} of wholesaler {WholesalerId} is frozen until it is repaired. Broken: {Invariants}")]
    private partial void LogFrozen(Guid lineId, Guid wholesalerId, string invariants);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ledger head of credit line {LineId} of wholesaler {WholesalerId}: entry {Seq} has the hash {Hash}.")]
    private partial void LogHead(Guid lineId, Guid wholesalerId, long seq, string hash);
}
