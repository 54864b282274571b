using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// This node's newest look at what is held, and its newest audit. Nothing is published before the first look, nor when that is
/// old: then another node has looked since, and publishes what it saw.
/// </summary>
public sealed class HoldMetrics
{
    public const string MeterName = "WhatsAppOrdering.Ordering";

    private static readonly TimeSpan HeldGoesStale = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AuditGoesStale = TimeSpan.FromHours(25);

    private volatile Look<HeldNow>? _held;
    private volatile Look<IReadOnlyList<AuditLine>>? _audit;

    public HoldMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("credit.holds", ByAge, null, "Unconfirmed orders that hold credit, by how long they have.");
        meter.CreateObservableGauge(
            "credit.holds.oldest_overdue", () => Held is { } held ? [new(held.OldestOverdue)] : Array.Empty<Measurement<double>>(), "s",
            "How long ago the order should have expired that is most overdue; 0 when none is.");
        meter.CreateObservableGauge(
            "ledger.audit.breaches", () => Audit.Select(line => new Measurement<long>(line.Breaches, new KeyValuePair<string, object?>("invariant", line.Invariant))),
            null, "How often each promise of the books is broken, as the last audit found.");
    }

    private HeldNow? Held => _held is { } look && look.Age < HeldGoesStale ? look.Seen : null;

    private IReadOnlyList<AuditLine> Audit => _audit is { } look && look.Age < AuditGoesStale ? look.Seen : [];

    public void Saw(HeldNow held) => _held = new(held, Stopwatch.GetTimestamp());

    public void Saw(IReadOnlyList<AuditLine> audit) => _audit = new(audit, Stopwatch.GetTimestamp());

    private IEnumerable<Measurement<long>> ByAge()
    {
        static Measurement<long> Of(long count, string age) => new(count, new KeyValuePair<string, object?>("age", age));
        return Held is { } held ? [Of(held.Fresh, "under 15 min"), Of(held.Hour, "15 min to 1 h"), Of(held.Day, "1 h to 24 h"), Of(held.Older, "over 24 h")] : [];
    }

    private sealed record Look<T>(T Seen, long At)
    {
        public TimeSpan Age => Stopwatch.GetElapsedTime(At);
    }
}

/// <param name="OldestOverdue">Seconds.</param>
public sealed record HeldNow(long Fresh, long Hour, long Day, long Older, double OldestOverdue);

/// <summary>Looks at what is held, over all wholesalers, as a reader.</summary>
public sealed class MeasureHolds(Transactions transactions, HoldMetrics metrics)
{
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var held = await transactions.RunAsync(
            Pool.Jobs,
            async (OrderingDb db, CancellationToken token) =>
            {
                await db.EnterReaderAsync(token);
                return (await db.Database.SqlQuery<HeldNow>($"""
                    with held as (
                        select o.status, o.expires_at, clock_now() - o.placed_at as age from sales_order o where o.status in ('Placed', 'AwaitingApproval'))
                    select count(*) filter (where status = 'Placed' and age < interval '15 minutes') as "Fresh",
                        count(*) filter (where status = 'Placed' and age >= interval '15 minutes' and age < interval '1 hour') as "Hour",
                        count(*) filter (where status = 'Placed' and age >= interval '1 hour' and age < interval '24 hours') as "Day",
                        count(*) filter (where status = 'Placed' and age >= interval '24 hours') as "Older",
                        coalesce(greatest(extract(epoch from clock_now() - clock_reached(min(expires_at))), 0), 0)::float8 as "OldestOverdue"
                    from held
                    """).ToListAsync(token))[0];
            },
            ct);
        metrics.Saw(held);
        return (int)(held.Fresh + held.Hour + held.Day + held.Older);
    }
}
