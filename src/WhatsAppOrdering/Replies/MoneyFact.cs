namespace WhatsAppOrdering.Replies;

/// <summary>An amount in the facts of a reply: exact, with its ISO 4217 currency.</summary>
public sealed record MoneyFact(decimal Amount, string Currency);
