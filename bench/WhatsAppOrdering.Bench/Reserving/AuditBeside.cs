using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>Orders with an audit running beside them, one after the other without a pause, and without; rounds take turns.</summary>
internal static class AuditBeside
{
    public static async Task CompareAsync(BenchGround ground, IReserveWay way, CreditLineId[] lines, int clients, int rounds, TimeSpan time)
    {
        await Round.RunAsync(way, lines, clients, TimeSpan.FromMilliseconds(500));
        var (beside, alone, audits) = (new List<RoundResult>(), new List<RoundResult>(), 0);
        for (var round = 0; round < rounds; round++)
        {
            alone.Add(await Round.RunAsync(way, lines, clients, time));
            using var over = new CancellationTokenSource();
            var auditing = AuditAsync(ground, over.Token);
            beside.Add(await Round.RunAsync(way, lines, clients, time));
            await over.CancelAsync();
            audits += await auditing;
        }

        double Median(List<RoundResult> results, Func<RoundResult, double> figure) => results.Select(figure).Order().ElementAt(results.Count / 2);
        System.Console.WriteLine("| orders | per second | p50 ms | p99 ms |\n|---|--:|--:|--:|");
        foreach (var (name, results) in new[] { ("alone", alone), ("beside an audit", beside) })
        {
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {Median(results, one => one.PerSecond):N0} | {Median(results, one => one.P50):0.00} | {Median(results, one => one.P99):0.00} |"));
        }

        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"beside an audit: {Median(beside, one => one.PerSecond) / Median(alone, one => one.PerSecond):0.00} of the orders without (gate: 0.90); {audits} audits ended"));
    }

    private static async Task<int> AuditAsync(BenchGround ground, CancellationToken over)
    {
        var ended = 0;
        try
        {
            while (!over.IsCancellationRequested)
            {
                var broken = (await ground.Services.GetRequiredService<Audit>().ExecuteAsync(over)).Where(line => line.Breaches > 0).ToList();
                if (broken.Count > 0)
                {
                    throw new InvalidOperationException(string.Join('\n', broken));
                }

                ended++;
            }
        }
        catch (Exception error) when (over.IsCancellationRequested && error is not InvalidOperationException { InnerException: null })
        {
            // The round is over, the audit is not.
        }

        return ended;
    }
}
