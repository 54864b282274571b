using System.Globalization;
using WhatsAppOrdering.Catalog;

namespace WhatsAppOrdering.Understanding;

/// <summary>Turns one thing and its amounts into a line, or into the question that stands in the way of one.</summary>
internal sealed class Resolver(CatalogIndex catalog, LanguagePack pack, DialogueContext context, TokenView view)
{
    public const int MostOptions = 10;
    private const decimal MostOfOne = 9999;

    public List<LineIntent> Lines { get; } = [];

    public List<Question> Questions { get; } = [];

    public List<string> Trace { get; } = [];

    public void Resolve(Item item)
    {
        var amount = Amount.Of(item);
        var candidates = Candidates(item, amount);
        if (candidates.Count != 1 || !item.Node.Mention!.Sure || item.IsDoubtful)
        {
            Ask(item, amount, QuestionKind.Product, candidates, candidates.Count > 1 ? "several products share the name" : "not certain");
            return;
        }

        Resolve(item, amount, catalog.Products[candidates[0]].Product);
    }

    /// <summary>An amount without a thing is about the only line of the cart, if there is one.</summary>
    public void ResolveLoose(List<Element> amounts, Roles verb)
    {
        var ids = context.Basket.Select(line => catalog.Find(line.Sku)).OfType<int>().Distinct().ToList();
        var node = new Element(ElementKind.Product, amounts[0].First, amounts[^1].Last) { Mention = new Mention(ids, true, 1) };
        var item = new Item(node)
        {
            Operation = (verb & Roles.Remove) != 0 ? LineOperation.Remove : (verb & Roles.Set) != 0 ? LineOperation.Set : LineOperation.Add,
        };
        item.Amounts.AddRange(amounts);
        Resolve(item);
    }

    private void Resolve(Item item, Amount amount, CatalogProduct product)
    {
        var inCart = item.Operation == LineOperation.Add ? null : context.Basket.FirstOrDefault(line => line.Sku == product.Sku)?.Unit;
        var unit = amount.Unit is null ? inCart ?? product.DefaultUnit : catalog.Resolve(product, amount.Unit);
        var number = amount.Number;
        if (unit is null && amount.Unit is { Times: > 1 } dozens && !pack.IsMeasure(product.BaseUnit))
        {
            (unit, number) = (product.BaseUnit, Whole(number * dozens.Times));
        }

        if (item.Operation == LineOperation.Remove && amount is { IsClear: true, Number: null })
        {
            AddLine(item, product, 0, inCart ?? product.DefaultUnit);
        }
        else if (unit is null)
        {
            Ask(item, amount, QuestionKind.Unit, [catalog.Find(product.Sku)!.Value], $"not sold by {amount.Unit!.Word}");
        }
        else if (!amount.IsClear || number is not { } sure || !IsSensible(sure, unit))
        {
            Ask(item, amount, QuestionKind.Quantity, [], "no clear quantity", product.Sku);
        }
        else
        {
            AddLine(item, product, Whole(sure)!.Value, unit);
        }
    }

    /// <summary>6 for 6.0: a product of a half and a dozen keeps no decimals.</summary>
    public static decimal? Whole(decimal? number) =>
        number is { } value && decimal.IsInteger(value) ? decimal.Truncate(value) : number;

    private List<int> Candidates(Item item, Amount amount)
    {
        IReadOnlyList<int> all = item.Node.Mention!.Candidates;
        if (item.Size?.Quantity is { Number: { } number } size)
        {
            all = [.. all.Where(id => catalog.Products[id].Size is { } own
                && (size.Measure is { } measure ? own.Is(measure, number) : own.Written == number))];
        }

        if (item.Operation != LineOperation.Add)
        {
            all = Prefer(all, id => context.Basket.Any(line => line.Sku == catalog.Products[id].Product.Sku));
        }

        return [.. amount.Unit is { } unit ? Prefer(all, id => catalog.Resolve(catalog.Products[id].Product, unit) is not null) : all];
    }

    private static IReadOnlyList<int> Prefer(IReadOnlyList<int> ids, Func<int, bool> fits)
    {
        var fitting = ids.Where(fits).ToList();
        return fitting.Count > 0 ? fitting : ids;
    }

    private bool IsSensible(decimal number, string unit) =>
        number is > 0 and <= MostOfOne && (decimal.IsInteger(number) || pack.IsMeasure(unit));

    private void AddLine(Item item, CatalogProduct product, decimal quantity, string unit)
    {
        var span = view.Span(item.First, item.Last);
        Lines.Add(new LineIntent(product.Sku, quantity, unit, item.Operation, span));
        Trace.Add(string.Create(CultureInfo.InvariantCulture, $"\"{span}\": {item.Operation} {quantity} {unit} of {product.Sku}"));
    }

    private void Ask(Item item, Amount amount, QuestionKind kind, IReadOnlyList<int> candidates, string why, string? sku = null)
    {
        var span = view.Span(item.First, item.Last);
        var options = candidates.Take(MostOptions).Select(id => catalog.Products[id].Product.Sku).ToList();
        Questions.Add(new Question(span, options)
        {
            Kind = kind,
            Sku = sku ?? (kind == QuestionKind.Unit ? options[0] : null),
            Quantity = amount.IsClear ? amount.Number : null,
            Unit = amount.Unit?.Word,
            Operation = item.Operation,
        });
        Trace.Add($"\"{span}\": asked, {why}");
    }
}
