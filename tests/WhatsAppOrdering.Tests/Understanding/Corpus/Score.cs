using System.Globalization;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Tests.Understanding.Corpus;

/// <summary>How well a set of messages was read, by the definitions of the issue: a line is right when sku, base quantity and operation agree.</summary>
internal sealed class Score
{
    private int asked;
    private int askedRight;
    private int found;
    private int expected;
    private int right;

    public int Messages { get; private set; }

    public int NonOrders { get; private set; }

    public int Exact { get; private set; }

    public int WithWrongLine { get; private set; }

    public int FalseOrders { get; private set; }

    public double ExactShare => Share(Exact, Messages);

    public double WrongShare => Share(WithWrongLine, Messages);

    public double FalseShare => Share(FalseOrders, NonOrders);

    public double AskShare => asked == 0 ? 100 : Share(askedRight, asked);

    public double F1 => found + expected == 0 ? 100 : Share(2 * right, found + expected);

    /// <summary>Counts one message; true when it was read exactly.</summary>
    public bool Add(LabelledMessage message, Interpretation read, CatalogSnapshot catalog)
    {
        var lines = read.Lines.Select(line => (line.Sku, Base(message, line, catalog), line.Operation)).ToList();
        var left = new List<(string, decimal, LineOperation)>(message.Lines);
        var agree = lines.Count(left.Remove);
        var asks = read.Questions.Count + read.Unknown.Count > 0;
        Messages++;
        (found, expected, right) = (found + lines.Count, expected + message.Lines.Count, right + agree);
        WithWrongLine += agree < lines.Count ? 1 : 0;
        NonOrders += message.IsOrder ? 0 : 1;
        FalseOrders += !message.IsOrder && lines.Exists(line => line.Operation == LineOperation.Add) ? 1 : 0;
        asked += message.Asks ? 1 : 0;
        askedRight += message.Asks && asks ? 1 : 0;
        var exact = left.Count == 0 && agree == lines.Count && asks == message.Asks
            && (message.Intent is null || string.Equals(message.Intent, read.Intent.ToString(), StringComparison.OrdinalIgnoreCase))
            && (message.Amount is null || message.Amount == read.Amount);
        Exact += exact ? 1 : 0;
        return exact;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Messages,4} messages  exact {ExactShare,5:0.0} %  wrong line {WrongShare,4:0.0} %  false orders {FalseOrders}/{NonOrders}  F1 {F1,5:0.0}  asks {askedRight}/{asked}");

    private static double Share(int part, int whole) => whole == 0 ? 0 : 100.0 * part / whole;

    /// <summary>Base units. A removal of quantity 0 takes what is in the basket.</summary>
    private static decimal Base(LabelledMessage message, LineIntent line, CatalogSnapshot catalog)
    {
        var inBasket = message.Context.Basket.FirstOrDefault(l => l.Sku == line.Sku);
        var (quantity, unit) = line is { Operation: LineOperation.Remove, Quantity: 0 } && inBasket is not null
            ? (inBasket.Quantity, inBasket.Unit)
            : (line.Quantity, line.Unit);
        return quantity * (catalog.Products.Single(p => p.Sku == line.Sku).FactorOf(unit) ?? 0);
    }
}
