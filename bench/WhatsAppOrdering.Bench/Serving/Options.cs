using System.Globalization;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>Options of the command line.</summary>
internal static class Options
{
    public static double Number(string[] args, string name, double otherwise) => Numbers(args, name, [otherwise])[0];

    public static double[] Numbers(string[] args, string name, double[] otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
            ? [.. args[at + 1].Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))]
            : otherwise;
}
