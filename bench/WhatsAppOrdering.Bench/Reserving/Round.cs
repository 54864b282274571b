using System.Diagnostics;
using HdrHistogram;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>A way to place one order of 1.00 on a line.</summary>
internal interface IReserveWay
{
    string Name { get; }

    /// <summary>False when it gave up because the line stayed busy: that order is lost to the customer.</summary>
    Task<bool> PlaceAsync(CreditLineId line);

    /// <summary>How many orders the database holds by this way.</summary>
    Task<long> CountAsync();

    /// <summary>How many orders this way said it had placed, over all rounds.</summary>
    long Said { get; set; }
}

internal sealed record RoundResult(long Accepted, long Lost, double PerSecond, double P50, double P99, double Max);

/// <summary>So many clients, each placing one order after the other on lines picked at random, for so long.</summary>
internal static class Round
{
    private const long Longest = 600_000_000;

    public static async Task<RoundResult> RunAsync(IReserveWay way, CreditLineId[] lines, int clients, TimeSpan duration)
    {
        // In microseconds, to three digits; a histogram for all clients, which needs no list of a million latencies.
        var latencies = new LongConcurrentHistogram(1, Longest, 3);
        var lost = 0L;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            while (clock.Elapsed < duration)
            {
                var began = clock.Elapsed;
                if (await way.PlaceAsync(lines[random.Next(lines.Length)]))
                {
                    latencies.RecordValue(Math.Min((long)(clock.Elapsed - began).TotalMicroseconds, Longest));
                }
                else
                {
                    Interlocked.Increment(ref lost);
                }
            }
        })));
        var elapsed = clock.Elapsed.TotalSeconds;
        way.Said += latencies.TotalCount;
        return new RoundResult(
            latencies.TotalCount, lost, latencies.TotalCount / elapsed, At(latencies, 50), At(latencies, 99), At(latencies, 100));
    }

    /// <summary>In milliseconds.</summary>
    private static double At(LongConcurrentHistogram latencies, double percentile) =>
        latencies.TotalCount == 0 ? double.NaN : latencies.GetValueAtPercentile(percentile) / 1000d;
}
