using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>The audit of a system at work.</summary>
public sealed class LiveAuditTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int Traders = 4;
    private const int Audits = 3;

    [Fact]
    public async Task While_all_trade_the_audit_raises_no_false_alarm_and_nobody_waits_for_it()
    {
        using var enough = new CancellationTokenSource();
        var shops = await books.OpenLinesAsync(3);
        var done = 0;
        var trade = Enumerable.Range(0, Traders).Select(trader => Task.Run(async () =>
        {
            var random = new Random(trader);
            while (!enough.IsCancellationRequested)
            {
                await TradeAsync(shops[random.Next(shops.Length)], random);
                Interlocked.Increment(ref done);
            }
        })).ToArray();
        var watch = Task.Run(() => WatchAsync(enough.Token));

        var alarms = new List<AuditLine>();
        for (var audit = 0; audit < Audits; audit++)
        {
            var before = done;
            alarms.AddRange((await books.AuditAsync()).Where(line => line.Breaches > 0));
            await Until.SoAsync(() => Task.FromResult(done > before + Traders), () => "Nobody trades.");
        }

        await enough.CancelAsync();
        await Task.WhenAll(trade);
        var (seen, otherLocks, waiting) = await watch;
        alarms.ShouldBeEmpty();
        seen.ShouldBePositive();
        otherLocks.ShouldBe(0);
        waiting.ShouldBe(0);
        await books.HoldAsync();
    }

    private static async Task TradeAsync(ShopLine shop, Random random)
    {
        var order = (await shop.PlaceAsync(random.Next(1, 40) * 1000)).Order?.Id;
        var payment = Guid.CreateVersion7();
        switch (random.Next(5))
        {
            case 0 when order is { } placed:
                await shop.CancelAsync(placed);
                break;
            case 1 when order is { } placed:
                await shop.ConfirmAsync(placed);
                await shop.PayAsync(random.Next(1, 50) * 1000, payment);
                break;
            case 2:
                await shop.PayAsync(500, payment);
                await shop.BounceAsync(payment);
                break;
            case 3:
                await shop.LimitAsync(random.Next(50, 200) * 1000);
                break;
            default:
                await shop.OweAsync(random.Next(-30, 10) * 1000 - 1, dueInDays: 5);
                break;
        }
    }

    /// <summary>What the audit's connections were seen to lock: how often anything, how often more than a reader does, and how often somebody waited for them.</summary>
    private async Task<(long Seen, long Others, long Waiting)> WatchAsync(CancellationToken enough)
    {
        var sum = (Seen: 0L, Others: 0L, Waiting: 0L);
        await using var connection = await books.Database.ConnectAsync();
        while (!enough.IsCancellationRequested)
        {
            await using var command = new NpgsqlCommand("""
                with auditors as materialized (
                    select pid from pg_stat_activity where datname = current_database() and application_name = 'whatsapp-ordering Audit')
                select count(*) filter (where k.locktype = 'relation'),
                    count(*) filter (where k.locktype <> 'virtualxid' and k.mode <> 'AccessShareLock'
                        -- A connection that begins locks its database against being dropped meanwhile.
                        and (k.locktype, k.classid) is distinct from ('object', 'pg_database'::regclass)),
                    (select count(*) from pg_stat_activity a where a.datname = current_database() and pg_blocking_pids(a.pid) && array(select pid from auditors))
                from pg_locks k where k.pid in (select pid from auditors)
                """, connection);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            await reader.ReadAsync(CancellationToken.None);
            sum = (sum.Seen + reader.GetInt64(0), sum.Others + reader.GetInt64(1), sum.Waiting + reader.GetInt64(2));
        }

        return sum;
    }
}
