using WhatsAppOrdering.Bench.Serving;
using WhatsAppOrdering.Tests.Understanding;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Bench.Understanding;

/// <summary>
/// A million messages that nobody wrote. None may throw, none may cost more than a fixed number of looks at tokens per
/// character, no line may name what the catalog has not, and noise makes no line at all.
/// </summary>
internal static class FuzzBench
{
    /// <summary>Looks at tokens per character of what is read, at most; the shortest texts have a few to begin with.</summary>
    private const int MostLooks = 40;
    private const int FirstLooks = 200;

    /// <summary>One of so many is as long as messages may be.</summary>
    private const int OneLong = 2_000;
    private const int Products = 1_000;

    private static readonly string[] seeds =
    [
        "2 carton {0}\n3 bag {1}, 4 box {2}", "please send 5 cartons of {0} and half a dozen {1}", "{0} 3 nahi 5 peti aur {1} 2 darjan bhejo",
        "{0} २ बोरा र {1} ३ कार्टुन पठाउनुस्", "quita {0}, ponme 3 cajas de {1} en lugar de {2}", "tira o {0} e põe mais 2 caixas de {1}",
        "sio {0}, ni {1} katoni mbili na nusu", "بدل {0} ابغى ٣ كراتين {1} وكيلو ونص {2}", "{0} 1.500 2,5 kg @ 250/- bukan 3, ganti {1} dua lusin",
        "[12/03, 09:14] Musa: {0} x 12\n> {1} 3\n1) {2} - 24s 2-3", "paid 15,000 ref QX72K1LM0, all except {0}, {1} 4 each, not 3",
    ];

    public static Task<int> RunAsync(string[] args)
    {
        var strings = (int)Options.Number(args, "--strings", 1_000_000);
        var random = new Random((int)Options.Number(args, "--seed", 1));
        var catalog = InterpretBench.CatalogOf(Products);
        var index = CatalogIndex.Build(catalog);
        var units = catalog.Products.ToDictionary(product => product.Sku, product => product.Units.Select(unit => unit.Unit).ToHashSet());
        var context = new DialogueContext("en", [.. catalog.Products.Take(3).Select(product => new BasketLine(product.Sku, 3, product.DefaultUnit))], Awaiting.Confirmation);
        var (most, worst) = (0.0, "");
        for (var i = 0; i < strings; i++)
        {
            var isNoise = i % 2 == 0;
            var text = Text(random, catalog, isNoise, random.Next(OneLong) == 0);
            var read = Interpreter.Interpret(text, index, context);
            var looks = read.Looks / (double)Math.Max(1, Math.Min(text.Length, Interpreter.LongestMessage));
            (most, worst) = looks > most && read.Looks > FirstLooks ? (looks, text) : (most, worst);
            if ((isNoise && read.Lines.Count > 0) || read.Lines.Any(line => !units[line.Sku].Contains(line.Unit)) || (looks > MostLooks && read.Looks > FirstLooks))
            {
                System.Console.WriteLine(FormattableString.Invariant($"FAILED at string {i}: {read.Lines.Count} lines, {looks:0.0} looks a character:\n{text}"));
                return Task.FromResult(1);
            }
        }

        System.Console.WriteLine(FormattableString.Invariant(
            $"gate: {strings:N0} strings, no exception, no line from noise, at most {most:0.0} of {MostLooks} looks at tokens a character: held"));
        System.Console.WriteLine($"dearest: {worst[..Math.Min(60, worst.Length)].ReplaceLineEndings("\\n")}");
        return Task.FromResult(0);
    }

    private static string Text(Random random, CatalogSnapshot catalog, bool isNoise, bool isLong)
    {
        if (isNoise)
        {
            return isLong ? RandomText.Noise(random, RandomText.Longest) : RandomText.Noise(random);
        }

        string Name() => catalog.Products[random.Next(catalog.Products.Count)].Name;
        var seed = string.Format(System.Globalization.CultureInfo.InvariantCulture, seeds[random.Next(seeds.Length)], Name(), Name(), Name());
        var text = RandomText.Mutate(seed, random);
        return isLong ? string.Concat(Enumerable.Repeat(RandomText.Fragment(text + " ", random), RandomText.Longest / 16)) : text;
    }
}
