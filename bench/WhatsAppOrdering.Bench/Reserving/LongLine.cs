using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>A line with a long past beside a young one: as long for a decision; and its statement, with the memory that takes.</summary>
internal static class LongLine
{
    /// <summary>Of the line that a long one is compared with.</summary>
    public const int YoungEntries = 1000;

    private static readonly int[] clientCounts = [1, 16];

    public static async Task LengthenAsync(BenchGround ground, CreditLineId line, int entries)
    {
        using var script = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("lengthen_line.sql")!);
        await ground.ExecuteAsync(ground.Owner, await script.ReadToEndAsync());
        await using var command = ground.Owner.CreateCommand($"select lengthen_line('{line.Value}', {entries})");
        command.CommandTimeout = 3600;
        await command.ExecuteNonQueryAsync();
        // As autovacuum will have done in a line's long life.
        await ground.ExecuteAsync(ground.Owner, "vacuum analyze ledger_entry, debt");
    }

    /// <summary>The two lines take turns within each round.</summary>
    public static async Task DecideAsync(IReserveWay[] ways, CreditLineId line, CreditLineId young, int entries, int rounds, TimeSpan time, Gates gates)
    {
        var cells = (from way in ways from clients in clientCounts select (way, clients)).ToList();
        var results = cells.ToDictionary(cell => cell, _ => (Long: new List<RoundResult>(), Young: new List<RoundResult>()));
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var cell in cells)
            {
                var ofLong = await Round.RunAsync(cell.way, [line], cell.clients, time);
                var ofYoung = await Round.RunAsync(cell.way, [young], cell.clients, time);
                if (round > 0)
                {
                    results[cell].Long.Add(ofLong);
                    results[cell].Young.Add(ofYoung);
                }
            }
        }

        System.Console.WriteLine("| line | clients | way | orders/s | p50 ms | p99 ms | max ms | lost |\n|---|--:|---|--:|--:|--:|--:|--:|");
        foreach (var ((way, clients), (ofLong, ofYoung)) in results)
        {
            Print($"with {entries.ToString("N0", CultureInfo.InvariantCulture)} entries", clients, way.Name, ofLong);
            Print($"with {YoungEntries.ToString("N0", CultureInfo.InvariantCulture)} entries", clients, way.Name, ofYoung);
        }

        foreach (var ((way, clients), (ofLong, ofYoung)) in results)
        {
            // The noise is how far the young line's own rounds lie apart.
            var usual = Median(ofYoung, round => round.PerSecond);
            gates.AtLeast(
                $"{way.Name}, {clients} clients, {entries.ToString("N0", CultureInfo.InvariantCulture)} entries: orders/s as part of those of {YoungEntries.ToString("N0", CultureInfo.InvariantCulture)}, flat within the noise",
                Median(ofLong, round => round.PerSecond) / usual, ofYoung.Min(round => round.PerSecond) / usual);
        }
    }

    /// <summary>The route's own result into a sink, which looks at the heap now and then.</summary>
    public static async Task StateAsync(BenchGround ground, CreditLineId line, string format)
    {
        var http = new DefaultHttpContext { RequestServices = ground.Services };
        http.Features.Set(new ApiCaller(Guid.CreateVersion7(), ground.Wholesaler));
        using var sink = new WeighingSink();
        http.Response.Body = sink;
        var controller = new LineHistoryController(new ApiReads(ground.Services.GetRequiredService<Transactions>()))
        {
            ControllerContext = new ControllerContext { HttpContext = http },
        };
        var clock = Stopwatch.StartNew();
        var statement = await controller.StatementAsync(line.Value, null, null, format);
        await statement.ExecuteResultAsync(controller.ControllerContext);
        System.Console.WriteLine(FormattableString.Invariant(
            $"statement as {format}: {sink.Written / 1e6:N1} MB in {clock.Elapsed.TotalSeconds:N1} s; live memory grew by at most {sink.Most / 1e6:N1} MB"));
    }

    private static void Print(string line, int clients, string way, List<RoundResult> rounds) => System.Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {line} | {clients} | {way} | {Median(rounds, round => round.PerSecond):N0} | {Median(rounds, round => round.P50):0.00} | {Median(rounds, round => round.P99):0.00} | {rounds.Max(round => round.Max):0} | {rounds.Sum(round => round.Lost)} |"));

    private static double Median(List<RoundResult> rounds, Func<RoundResult, double> figure) =>
        rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    private sealed class WeighingSink : MemoryStream
    {
        private const long Every = 10_000_000;

        private readonly long _atFirst = GC.GetTotalMemory(forceFullCollection: true);
        private long _next;

        public long Written { get; private set; }

        public long Most { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Take(count);

        public override void Write(ReadOnlySpan<byte> buffer) => Take(buffer.Length);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Take(count);
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Take(buffer.Length);
            return default;
        }

        private void Take(int count)
        {
            Written += count;
            if (Written >= _next)
            {
                _next = Written + Every;
                Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true) - _atFirst);
            }
        }
    }
}
