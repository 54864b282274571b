using System.Globalization;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>
/// Durable orders per second and their latency, five ways, on PostgreSQL with fsync. Rounds are interleaved, so that a
/// noisy minute hurts all ways alike; each figure is the median of its rounds. Every accepted order is counted again in
/// the books afterwards. Without and with a network to the database, on a line with a long past, and beside an audit;
/// what must hold is told at the end.
/// </summary>
internal static class ReserveBench
{
    private static readonly int[] LineCounts = [1, 1000];
    private static readonly int[] ClientCounts = [1, 16, 64];
    private static readonly double[] Networks = [0, 4];

    public static async Task<int> RunAsync(string[] args)
    {
        var gates = new Gates();
        var agree = true;
        // Over a network only the rates are another story; what else is measured is measured once.
        foreach (var network in args.Contains("--network") ? [Option(args, "--network", 0)] : Networks)
        {
            System.Console.WriteLine(FormattableString.Invariant($"with {network} ms of network to the database:"));
            agree &= await RunAsync(args, network, network > 0 && !args.Contains("--network"), gates);
        }

        gates.Print();
        return agree ? 0 : 1;
    }

    /// <returns>Whether the books agree with what was said.</returns>
    private static async Task<bool> RunAsync(string[] args, double network, bool onlyShort, Gates gates)
    {
        var seconds = Option(args, "--seconds", 2);
        var rounds = (int)Option(args, "--rounds", 3);
        var entries = (int)Option(args, "--entries", 300_000);
        // Two more, for the long line and the young one.
        await using var ground = await BenchGround.PrepareAsync(LineCounts.Max() + 2, TimeSpan.FromMilliseconds(network));
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
            return await ground.BooksAgreeAsync(ways);
        }

        if (!args.Contains("--only-long"))
        {
            var clients = (int)Option(args, "--clients", 0);
            await CompareAsync(ground, ways, clients == 0 ? ClientCounts : [clients], seconds, rounds, network, gates);
        }

        if (!onlyShort && !args.Contains("--only-short"))
        {
            await LongAsync(ground, ways, entries, rounds, seconds, gates);
        }

        return await ground.BooksAgreeAsync(ways);
    }

    private static async Task LongAsync(BenchGround ground, IReserveWay[] ways, int entries, int rounds, double seconds, Gates gates)
    {
        System.Console.Error.WriteLine($"{entries} entries are written");
        var (line, young) = (ground.Lines[^2], ground.Lines[^1]);
        await LongLine.LengthenAsync(ground, line, entries);
        await LongLine.LengthenAsync(ground, young, LongLine.YoungEntries);
        await LongLine.DecideAsync(ways[2..4], line, young, entries, rounds, TimeSpan.FromSeconds(seconds), gates);
        await LongLine.StateAsync(ground, young, "csv");
        await LongLine.StateAsync(ground, line, "csv");
        await LongLine.StateAsync(ground, line, "json");
        await AuditBeside.CompareAsync(ground, ways[2], ground.Lines[..1000], clients: 16, rounds, TimeSpan.FromSeconds(seconds));
    }

    private static async Task CompareAsync(BenchGround ground, IReserveWay[] ways, int[] clientCounts, double seconds, int rounds, double network, Gates gates)
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
            if (network == 0)
            {
                gates.AtLeast($"{lines} line(s), {most} clients: orders/s as part of bare's", Of(lines, ways[2], round => round.PerSecond) / Of(lines, ways[3], round => round.PerSecond), 0.6);
            }

            var (function, verb, interfaces) = (1000 / Of(lines, ways[3], round => round.PerSecond), 1000 / Of(lines, ways[2], round => round.PerSecond), 1000 / Of(lines, ways[4], round => round.PerSecond));
            Say($"    {lines:N0} lines: over HTTP it is {function / interfaces:0.00} of bare: {interfaces:0.00} ms of the machine an order, {function:0.00} of them the function and its COMMIT, {verb - function:0.00} the verb around it (context, names, notices), {interfaces - verb:0.00} the interface (client, Kestrel, JSON, the key looked up and claimed, line and catalog)");
        }

        if (network == 0)
        {
            gates.AtLeast($"1000 lines, {most} clients, over HTTP: orders/s as part of bare's", Of(1000, ways[4], round => round.PerSecond) / Of(1000, ways[3], round => round.PerSecond), 0.4);
        }

        gates.AtMost($"1 line, {most} clients, {network} ms of network: orders lost", results[(1, most, ways[2])].Sum(round => round.Lost), 0);
        if (network == 0)
        {
            gates.AtMost($"1 line, {most} clients: p99 as part of the five trips' with a bounded wait", Of(1, ways[2], round => round.P99) / Of(1, ways[1], round => round.P99), 0.3);
        }
        else
        {
            gates.AtLeast($"1 line, {most} clients, {network} ms of network: orders/s, times those of five trips with a bounded wait", Of(1, ways[2], round => round.PerSecond) / Of(1, ways[1], round => round.PerSecond), 4);
        }
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
