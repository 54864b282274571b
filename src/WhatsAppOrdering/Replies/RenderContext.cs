namespace WhatsAppOrdering.Replies;

/// <summary>What rendering needs besides the facts: the wholesaler's time zone (IANA id), the recipient, who signs the buttons, now (UTC), and whether times say their zone.</summary>
public sealed record RenderContext(string TimeZoneId, Guid Person, ButtonTokens Tokens, DateTimeOffset Now, bool SaysZone = false);
