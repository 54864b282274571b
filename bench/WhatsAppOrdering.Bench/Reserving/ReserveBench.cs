using System.Globalization;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>
/// Durable orders per second and their latency, five ways, on PostgreSQL with fsync. Rounds are interleaved, so that a
/// noisy minute hurts all ways alike; each figure is the median of its rounds. Every accepted order is counted again in
/// the books afterwards. Then the same on a line with a long past, and beside an audit.
/// </summary>
internal static class ReserveBench
{
    private static readonly int[] LineCounts = [1, 1000];
    private static readonly int[] ClientCounts = [1, 16, 64];

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = Option(args, "--seconds", 2);
        var rounds = (int)Option(args, "--rounds", 3);
        var entries = (int)Option(args, "--entries", 1_000_000);
        // Two more, for the long line and the empty one.
        await using var ground = await BenchGround.PrepareAsync(LineCounts.Max() + 2, TimeSpan.FromMilliseconds(Option(args, "--network", 0)));
        await using var http = await OverHttp.StartAsync(ground);
        IReserveWay[] ways =
        [
            new FiveRoundTrips(ground, wait: false),
            new FiveRoundTrips(ground, wait: true),
            new OurRoot(ground),
            new BareFunction(ground),
            http,
        ];
        if (args.Contains("--only-audit"))
        {
            await AuditBeside.CompareAsync(ground, ways[2], ground.Lines[..1000], clients: 16, rounds, TimeSpan.FromSeconds(seconds));
            return await AgreeAsync(ground, ways);
        }

        if (!args.Contains("--only-long"))
        {
            var clients = (int)Option(args, "--clients", 0);
            await CompareAsync(ground, ways, clients == 0 ? ClientCounts : [clients], seconds, rounds);
        }

        return args.Contains("--only-short") ? await AgreeAsync(ground, ways) : await LongAsync(ground, ways, entries, rounds, seconds);
    }

    private static async Task<int> LongAsync(BenchGround ground, IReserveWay[] ways, int entries, int rounds, double seconds)
    {
        System.Console.Error.WriteLine($"{entries} entries are written");
        var (line, empty) = (ground.Lines[^2], ground.Lines[^1]);
        await LongLine.LengthenAsync(ground, line, entries);
        await LongLine.DecideAsync(ground, ways[2..4], line, empty, entries, rounds, TimeSpan.FromSeconds(seconds));
        await LongLine.StateAsync(ground, empty, "csv");
        await LongLine.StateAsync(ground, line, "csv");
        await LongLine.StateAsync(ground, line, "json");
        await AuditBeside.CompareAsync(ground, ways[2], ground.Lines[..1000], clients: 16, rounds, TimeSpan.FromSeconds(seconds));
        return await AgreeAsync(ground, ways);
    }

    private static async Task<int> AgreeAsync(BenchGround ground, IReserveWay[] ways) => await ground.BooksAgreeAsync(ways) ? 0 : 1;

    private static async Task CompareAsync(BenchGround ground, IReserveWay[] ways, int[] clientCounts, double seconds, int rounds)
    {
        var cells = (from lines in LineCounts from clients in clientCounts from way in ways select (lines, clients, way)).ToList();
        var results = cells.ToDictionary(cell => cell, _ => new List<RoundResult>());

        System.Console.Error.WriteLine($"{cells.Count} cells, {rounds} rounds of {seconds} s after a warm-up");
        foreach (var cell in cells)
        {
            await Round.RunAsync(cell.way, ground.Lines[..cell.lines], cell.clients, TimeSpan.FromMilliseconds(300));
        }

        for (var round = 1; round <= rounds; round++)
        {
            System.Console.Error.WriteLine($"round {round}");
            foreach (var cell in cells)
            {
                results[cell].Add(await Round.RunAsync(cell.way, ground.Lines[..cell.lines], cell.clients, TimeSpan.FromSeconds(seconds)));
            }
        }

        Print(cells.Select(cell => (cell.lines, cell.clients, cell.way.Name, results[cell])));
        var most = clientCounts[^1];
        double Of(int lines, IReserveWay way, Func<RoundResult, double> figure) => Median(results[(lines, most, way)], figure);
        foreach (var lines in LineCounts)
        {
            Say($"{lines:N0} lines, {most} clients: ours is {Of(lines, ways[2], round => round.PerSecond) / Of(lines, ways[3], round => round.PerSecond):0.00} of bare (gate: 0.60)");
            var (function, verb, interfaces) = (1000 / Of(lines, ways[3], round => round.PerSecond), 1000 / Of(lines, ways[2], round => round.PerSecond), 1000 / Of(lines, ways[4], round => round.PerSecond));
            Say($"    over HTTP it is {function / interfaces:0.00} of bare (gate on 1,000 lines: 0.40): {interfaces:0.00} ms of the machine an order, {function:0.00} of them the function and its COMMIT, {verb - function:0.00} the verb around it (context, names, notices), {interfaces - verb:0.00} the interface (client, Kestrel, JSON, the key looked up and claimed, line and catalog)");
        }

        Say($"1 line, {most} clients: our p99 is {Of(1, ways[2], round => round.P99) / Of(1, ways[1], round => round.P99):0.00} of the five trips' with a bounded wait (gate: 0.30), bare's {Of(1, ways[3], round => round.P99) / Of(1, ways[1], round => round.P99):0.00}");
        Say($"1 line, {most} clients: ours are {Of(1, ways[2], round => round.PerSecond) / Of(1, ways[1], round => round.PerSecond):0.0} times their orders/s (gate with --network 4: 4.0)");
    }

    private static void Say(FormattableString text) => System.Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Print(IEnumerable<(int Lines, int Clients, string Way, List<RoundResult> Rounds)> rows)
    {
        System.Console.WriteLine("| lines | clients | way | orders/s | p50 ms | p99 ms | max ms | lost |");
        System.Console.WriteLine("|--:|--:|---|--:|--:|--:|--:|--:|");
        foreach (var (lines, clients, way, rounds) in rows)
        {
            var lost = rounds.Sum(round => round.Lost);
            var asked = lost + rounds.Sum(round => round.Accepted);
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {lines:N0} | {clients} | {way} | {Median(rounds, round => round.PerSecond):N0} | {Median(rounds, round => round.P50):0.0} | {Median(rounds, round => round.P99):0.0} | {rounds.Max(round => round.Max):0} | {(lost == 0 ? "0" : $"{100.0 * lost / asked:0.0} %")} |"));
        }
    }

    private static double Median(List<RoundResult> rounds, Func<RoundResult, double> figure) =>
        rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    private static double Option(string[] args, string name, double otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
