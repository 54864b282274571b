using System.Runtime.CompilerServices;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>Understanding with what the conversation knows; a catalog's index is built once per snapshot.</summary>
public sealed class Interpretations
{
    private readonly ConditionalWeakTable<CatalogSnapshot, CatalogIndex> _indexes = [];

    public Interpretation Of(string text, CatalogView catalog, Conversation conversation, string language)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(conversation);
        var index = _indexes.GetValue(catalog.Snapshot, CatalogIndex.Build);
        var basket = conversation.Lines.Select(line => new BasketLine(line.Sku, line.Quantity, line.Unit)).ToList();
        return Interpreter.Interpret(
            text, index, new DialogueContext(language, basket, basket.Count > 0 ? Awaiting.Confirmation : Awaiting.Nothing));
    }
}
