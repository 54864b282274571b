using System.Runtime.CompilerServices;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>Understanding with what the conversation knows; a catalog's index is built once per snapshot.</summary>
public sealed class Interpretations
{
    private const int MostTried = 20;
    private const int MostExamples = 2;
    private static readonly DialogueContext Nothing = new("en", [], Awaiting.Nothing);
    private readonly ConditionalWeakTable<CatalogSnapshot, Lazy<CatalogIndex>> _indexes = [];
    private readonly ConditionalWeakTable<CatalogSnapshot, IReadOnlyList<string>> _examples = [];

    /// <param name="learnt">The shop's own words, each with the sku that it meant last.</param>
    public Interpretation Of(
        string text, CatalogView catalog, Conversation conversation, string language, IReadOnlyDictionary<string, string>? learnt = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var basket = conversation.Lines.Select(line => new BasketLine(line.Sku, line.Quantity, line.Unit)).ToList();
        var context = new DialogueContext(language, basket, basket.Count > 0 ? Awaiting.Confirmation : Awaiting.Nothing) { Learnt = learnt ?? new Dictionary<string, string>() };
        return Of(
            text, catalog,
            conversation.Asked is { Kind: AskedKind.CancelOrder } ? context with { Awaiting = Awaiting.Cancellation }
            : conversation.OpenQuestions is [var asked, ..] ? asked.In(context) : context);
    }

    /// <summary>Two lines that can be typed as they stand: each is read as that product of the catalog and nothing else.</summary>
    public IReadOnlyList<string> ExamplesOf(CatalogView catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return _examples.GetValue(catalog.Snapshot, _ => [.. catalog.Snapshot.Products.Take(MostTried)
            .Where(product => product.PriceOf(product.DefaultUnit) is not null)
            .Select(product => (product.Sku, Words: $"1 {product.DefaultUnit} {product.Name}"))
            .Where(one => Of(one.Words, catalog, Nothing) is { Lines: [{ Quantity: 1 } line], Questions: [], Unknown: [] } && line.Sku == one.Sku)
            .Take(MostExamples).Select(one => one.Words)]);
    }

    public Interpretation Of(string text, CatalogView catalog, DialogueContext context)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Interpreter.Interpret(text, IndexOf(catalog), context);
    }

    /// <summary>All that the first message would have to wait for.</summary>
    public void Prepare(CatalogView catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        IndexOf(catalog).Complete();
    }

    /// <summary>Whether a message about this catalog finds its index built.</summary>
    public bool IsPrepared(CatalogView catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return _indexes.TryGetValue(catalog.Snapshot, out var index) && index is { IsValueCreated: true, Value.IsComplete: true };
    }

    private CatalogIndex IndexOf(CatalogView catalog) => _indexes.GetValue(catalog.Snapshot, snapshot => new(() => CatalogIndex.Build(snapshot))).Value;
}
