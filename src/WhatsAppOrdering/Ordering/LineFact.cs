using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>A line as replies show it.</summary>
public sealed record LineFact(decimal Quantity, string Unit, string Name, MoneyFact Total);
