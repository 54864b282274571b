using System.Runtime.CompilerServices;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>Understanding with what the conversation knows; a catalog's index is built once per snapshot.</summary>
public sealed class Interpretations
{
    private readonly ConditionalWeakTable<CatalogSnapshot, CatalogIndex> _indexes = [];

    /// <param name="learnt">The shop's own words, each with the sku that it meant last.</param>
    public Interpretation Of(
        string text, CatalogView catalog, Conversation conversation, string language, IReadOnlyDictionary<string, string>? learnt = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var basket = conversation.Lines.Select(line => new BasketLine(line.Sku, line.Quantity, line.Unit)).ToList();
        var context = new DialogueContext(language, basket, basket.Count > 0 ? Awaiting.Confirmation : Awaiting.Nothing) { Learnt = learnt ?? new Dictionary<string, string>() };
        return Of(text, catalog, conversation.OpenQuestions is [var asked, ..] ? asked.In(context) : context);
    }

    public Interpretation Of(string text, CatalogView catalog, DialogueContext context)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Interpreter.Interpret(text, _indexes.GetValue(catalog.Snapshot, CatalogIndex.Build), context);
    }
}
