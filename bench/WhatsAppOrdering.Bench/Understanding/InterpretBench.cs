using System.Diagnostics;
using System.Globalization;
using WhatsAppOrdering.Bench.Serving;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Bench.Understanding;

/// <summary>
/// What it costs to read a message, on one thread: against catalogs of 100 to 100,000 products, and messages of 4, 16 and 64
/// lines; and what the catalogs' indexes cost. The cells take turns in every round; medians of the rounds' medians. Gates: 4
/// lines against 10,000 products in under 150 µs, with typos too; an index of 10,000 products in under 2 s and 100 MB, what
/// misspellings need included.
/// </summary>
internal static class InterpretBench
{
    private const int Batch = 200;
    private const double GateMicroseconds = 150;
    private const double GateSeconds = 2;
    private const double GateMegabytes = 100;
    private const int Gated = 10_000;
    private static readonly string[] kinds = ["oil", "rice", "soap", "biscuit", "noodles", "tea", "salt", "sugar", "dal", "juice"];
    private static readonly string[] units = ["carton", "bag", "box", "packet"];

    public static Task<int> RunAsync(string[] args)
    {
        var rounds = (int)Options.Number(args, "--rounds", 15);
        var indexes = ((int[])[100, 1_000, Gated, 100_000]).Select(Built.Of).ToList();
        System.Console.WriteLine("| products | index built in | it holds |");
        System.Console.WriteLine("|--:|--:|--:|");
        indexes.ForEach(index => System.Console.WriteLine(index));
        var cells = (
            from built in indexes
            let products = built.Products
            let index = built.Index
            from cell in (Cell[])
            [
                .. from lines in (int[])[4, 16, 64] select new Cell("names", products, lines, index, MessageOf(lines, products)),
                new Cell("misspelt", products, 4, index, Misspelt(MessageOf(4, products))),
                new Cell("generic", products, 4, index, "2 carton oil\n3 bag rice\n1 box tea\n5 packet soap"),
            ]
            select cell).ToList();
        foreach (var round in Enumerable.Range(0, rounds + 3))
        {
            // The first three warm up.
            cells.ForEach(cell => cell.Run(keep: round >= 3));
        }

        System.Console.WriteLine("| message | products | lines | characters | median µs | µs per line | allocated KB | understood |");
        System.Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        cells.ForEach(cell => System.Console.WriteLine(cell));
        double Of(string kind, int products) => cells.Single(cell => cell.Kind == kind && cell.Products == products && cell.Lines == 4).Microseconds;
        System.Console.WriteLine(FormattableString.Invariant($"1,000 times the catalog costs {Of("names", 100_000) / Of("names", 100):0.00} times the time"));
        var big = indexes.Single(index => index.Products == Gated);
        bool[] held =
        [
            Gate($"4 lines against {Gated:N0} products, µs", Of("names", Gated), GateMicroseconds),
            Gate($"4 misspelt lines against {Gated:N0} products, µs", Of("misspelt", Gated), GateMicroseconds),
            Gate($"index of {Gated:N0} products, s", big.Seconds, GateSeconds),
            Gate($"index of {Gated:N0} products, MB", big.Megabytes, GateMegabytes),
        ];
        return Task.FromResult(held.All(gate => gate) ? 0 : 1);
    }

    private static bool Gate(string what, double measured, double most)
    {
        System.Console.WriteLine(FormattableString.Invariant($"gate: {what}: {measured:0.00} of {most:0}: {(measured < most ? "held" : "MISSED")}"));
        return measured < most;
    }

    /// <summary>Names share their kinds, as real ones do: in 10,000 products a thousand have "oil" in them.</summary>
    internal static CatalogSnapshot CatalogOf(int products) => new("NPR", [.. Enumerable.Range(0, products).Select(i => new CatalogProduct(
        $"SKU-{i}", $"{Brand(i)} {kinds[i % kinds.Length]} {Size(i)}", null, Size(i), "piece",
        [new ProductUnit("piece", 1), .. units.Select((unit, k) => new ProductUnit(unit, 6 * (k + 1)))], "carton", 100 + (i % 900), "carton",
        new Dictionary<string, IReadOnlyList<string>> { ["en"] = [$"{Brand(i)} {kinds[i % kinds.Length]}"], ["hi"] = [$"{Brand(i)}wala"] }))]);

    private static string MessageOf(int lines, int products) => string.Join('\n', Enumerable.Range(0, lines).Select(i =>
    {
        var product = i * 37 % products;
        return FormattableString.Invariant($"{2 + (i % 9)} {units[i % units.Length]} {Brand(product)} {kinds[product % kinds.Length]}");
    }));

    /// <summary>Every brand has two neighbours swapped.</summary>
    private static string Misspelt(string text) => string.Join('\n', text.Split('\n').Select(line => line.Split(' ') is [var n, var unit, var brand, var kind]
        ? $"{n} {unit} {brand[..2]}{brand[3]}{brand[2]}{brand[4..]} {kind}" : line));

    /// <summary>A word of its own for each number, of letters only.</summary>
    private static string Brand(int i)
    {
        const string consonants = "bdfgklmnprstvz", vowels = "aeiou";
        var name = "";
        for (var rest = i + 1; rest > 0 || name.Length < 6; rest /= consonants.Length * vowels.Length)
        {
            name += $"{consonants[rest % consonants.Length]}{vowels[rest / consonants.Length % vowels.Length]}";
        }

        return name;
    }

    private static string Size(int i) => ((int[])[250, 500, 750, 900])[i % 4].ToString(CultureInfo.InvariantCulture) + "g";

    /// <summary>An index with what it cost, the part for misspellings included: that is built at the first of them.</summary>
    private sealed record Built(int Products, CatalogIndex Index, double Seconds, double Megabytes)
    {
        public static Built Of(int products)
        {
            var catalog = CatalogOf(products);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var start = Stopwatch.GetTimestamp();
            var index = CatalogIndex.Build(catalog);
            Interpreter.Interpret("2 carton xqwkzzy", index, new DialogueContext("en", [], Awaiting.Nothing));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return new Built(products, index, seconds, (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"| {Products:N0} | {Seconds:0.00} s | {Megabytes:0.0} MB |");
    }

    private sealed record Cell(string Kind, int Products, int Lines, CatalogIndex Index, string Text)
    {
        private readonly List<double> _times = [];
        private long _bytes;
        private int _understood;

        public double Microseconds => _times.Order().ElementAt(_times.Count / 2);

        public void Run(bool keep)
        {
            var context = new DialogueContext("en", [], Awaiting.Nothing);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var times = new double[Math.Max(10, Batch / Lines)];
            for (var i = 0; i < times.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                _understood = Interpreter.Interpret(Text, Index, context).Lines.Count;
                times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            _bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / times.Length;
            if (keep)
            {
                _times.Add(times.Order().ElementAt(times.Length / 2));
            }
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"| {Kind} | {Products:N0} | {Lines} | {Text.Length:N0} | {Microseconds:0.0} | {Microseconds / Lines:0.0} | {_bytes / 1024.0:0.0} | {_understood} of {Lines} |");
    }
}
