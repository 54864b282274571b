using System.Globalization;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>What must hold of a run, each with the figure that was measured; told together at its end.</summary>
internal sealed class Gates
{
    private readonly List<string> _told = [];

    public void AtLeast(string what, double figure, double bound) => Add(what, figure, $"at least {bound:0.##}", figure >= bound);

    public void AtMost(string what, double figure, double bound) => Add(what, figure, $"at most {bound:0.##}", figure <= bound);

    public void Print()
    {
        System.Console.WriteLine("| gate | measured | asked | |\n|---|--:|---|---|");
        _told.ForEach(System.Console.WriteLine);
    }

    private void Add(string what, double figure, FormattableString bound, bool holds) => _told.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {figure:0.00} | {bound.ToString(CultureInfo.InvariantCulture)} | {(holds ? "holds" : "MISSED")} |"));
}
