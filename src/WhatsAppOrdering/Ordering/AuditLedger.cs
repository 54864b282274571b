using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Ordering;

/// <summary>The audit, once a day: a breach fails the run and names what is broken.</summary>
public sealed class AuditLedger(Audit audit) : IJob
{
    public string Name => "Audit ledger";

    public TimeSpan Every => TimeSpan.FromDays(1);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var lines = await audit.ExecuteAsync(ct);
        var broken = lines.Where(line => line.Breaches > 0).ToList();
        return broken.Count == 0
            ? lines.Count
            : throw new InvalidOperationException($"Broken: {string.Join("; ", broken.Select(line => $"{line.Invariant} ({line.Breaches})"))}");
    }
}
