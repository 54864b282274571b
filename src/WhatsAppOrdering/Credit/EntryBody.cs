using WhatsAppOrdering.Api;

namespace WhatsAppOrdering.Credit;

/// <summary>A ledger entry as the interface shows it. The hash covers the entry and the hash before it.</summary>
/// <param name="UsedAfter">What the line's owed and held amounts were together after this entry.</param>
public sealed record EntryBody(
    long Seq, Guid Id, string Kind, Money Amount, Money UsedChange, Money HeldChange, Money UsedAfter, Money HeldAfter, Money LimitAt,
    Guid? OrderId, int? OrderVersion, Guid? PaymentId, Guid? OverrideId, bool OverLimit, string Actor, string? Reason,
    DateTimeOffset At, string PreviousHash, string Hash)
{
    internal static EntryBody Of(LedgerEntry entry, LineCurrency currency) => new(
        entry.Seq, entry.Id, entry.Kind, currency.Of(entry.Amount), currency.Of(entry.UsedChange), currency.Of(entry.HeldChange),
        currency.Of(entry.UsedAfter), currency.Of(entry.HeldAfter), currency.Of(entry.LimitAt),
        entry.OrderId?.Value, entry.OrderVersion, entry.PaymentId, entry.OverrideId, entry.OverLimit, entry.Actor, entry.Reason,
        entry.At, Convert.ToHexStringLower(entry.PreviousHash), Convert.ToHexStringLower(entry.Hash));
}
