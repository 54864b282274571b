using System.Globalization;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Tests.Understanding.Corpus;

/// <summary>
/// A message with what it means. One a line: difficulty (p plain, m medium, h hard; a capital: it was misread once and must be
/// read exactly), text (\n for a line break), the basket
/// or what was asked in braces, then "=>" and lines ("-" removes, "=" sets), "?" for a question, "!intent [amount]".
/// </summary>
internal sealed record LabelledMessage(string Language, char Difficulty, string Text, DialogueContext Context)
{
    public List<(string Sku, decimal Base, LineOperation Operation)> Lines { get; } = [];

    public bool Asks { get; private set; }

    /// <summary>It was misread once.</summary>
    public bool IsMended { get; private init; }

    public string? Intent { get; private set; }

    public decimal? Amount { get; private set; }

    public bool IsOrder => Lines.Count > 0 || Asks;

    public static List<LabelledMessage> Read(IEnumerable<string> rows, CatalogSnapshot catalog)
    {
        var (language, messages) = (string.Empty, new List<LabelledMessage>());
        foreach (var row in rows.Where(row => row.Length > 0))
        {
            if (row.StartsWith("## ", StringComparison.Ordinal))
            {
                language = row[3..].Trim();
                continue;
            }

            messages.Add(Read(row, language, catalog));
        }

        return messages;
    }

    private static LabelledMessage Read(string row, string language, CatalogSnapshot catalog)
    {
        var cut = row.LastIndexOf(" =>", StringComparison.Ordinal);
        var (text, label) = (row[2..cut], row[(cut + 3)..]);
        var (asked, given) = Around(ref text);
        var context = new DialogueContext(
            language,
            asked is Awaiting.Nothing or Awaiting.Confirmation ? [.. Parts(given).Select(Basket)] : [],
            asked);
        if (given.Split(' ') is var words && asked is Awaiting.Quantity or Awaiting.Product)
        {
            context = context with
            {
                AskedSku = asked == Awaiting.Quantity ? words[0] : null,
                Options = asked == Awaiting.Product ? words[0].Split(',') : [],
                Quantity = words.Length > 1 ? Number(words[1]) : null,
                Unit = words.Length > 2 ? words[2] : null,
            };
        }

        var message = new LabelledMessage(language, char.ToLowerInvariant(row[0]), text.Replace("\\n", "\n", StringComparison.Ordinal).Trim(), context)
        {
            IsMended = char.IsAsciiLetterUpper(row[0]),
        };
        foreach (var part in Parts(label))
        {
            message.Expect(part, catalog);
        }

        return message;
    }

    private void Expect(string part, CatalogSnapshot catalog)
    {
        if (part == "?")
        {
            Asks = true;
            return;
        }

        var words = part.Split(' ');
        if (part[0] == '!')
        {
            Intent = words[0][1..];
            Amount = words.Length > 1 ? Number(words[1]) : null;
            return;
        }

        var operation = part[0] switch { '-' => LineOperation.Remove, '=' => LineOperation.Set, _ => LineOperation.Add };
        var sku = words[0].TrimStart('-', '=');
        var product = catalog.Products.Single(p => p.Sku == sku);
        Lines.Add((sku, Number(words[1]) * product.FactorOf(words[2])!.Value, operation));
    }

    /// <summary>What stands in braces at the end of the text: "confirm: basket", "quantity: sku", "product: sku,sku 4 bag", or only the basket.</summary>
    private static (Awaiting Asked, string Given) Around(ref string text)
    {
        var start = text.LastIndexOf('{');
        if (start < 0)
        {
            return (Awaiting.Nothing, string.Empty);
        }

        var inside = text[(start + 1)..text.LastIndexOf('}')];
        text = text[..start];
        var cut = inside.IndexOf(": ", StringComparison.Ordinal);
        return cut < 0 ? (Awaiting.Nothing, inside) : (inside[..cut] switch
        {
            "confirm" => Awaiting.Confirmation,
            "quantity" => Awaiting.Quantity,
            _ => Awaiting.Product,
        }, inside[(cut + 2)..]);
    }

    private static BasketLine Basket(string part) =>
        part.Split(' ') is [var sku, var quantity, var unit] ? new BasketLine(sku, Number(quantity), unit) : throw new FormatException(part);

    private static string[] Parts(string list) => list.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static decimal Number(string word) => decimal.Parse(word, CultureInfo.InvariantCulture);
}
