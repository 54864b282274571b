using System.Diagnostics;
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
    public static async Task<RoundResult> RunAsync(IReserveWay way, CreditLineId[] lines, int clients, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            var took = new List<double>();
            var lost = 0;
            while (clock.Elapsed < duration)
            {
                var began = clock.Elapsed;
                var placed = await way.PlaceAsync(lines[random.Next(lines.Length)]);
                if (placed)
                {
                    took.Add((clock.Elapsed - began).TotalMilliseconds);
                }
                else
                {
                    lost++;
                }
            }

            return (took, lost);
        })));
        var elapsed = clock.Elapsed.TotalSeconds;
        var latencies = all.SelectMany(one => one.took).Order().ToList();
        way.Said += latencies.Count;
        return new RoundResult(
            latencies.Count, all.Sum(one => (long)one.lost), latencies.Count / elapsed, At(latencies, 0.50), At(latencies, 0.99), At(latencies, 1));
    }

    private static double At(List<double> sorted, double part) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
}
