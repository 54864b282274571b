using System.ComponentModel.DataAnnotations;
using WhatsAppOrdering.Api;

namespace WhatsAppOrdering.Credit;

/// <param name="Expected">What the balances must add up to; left out, any sum will do.</param>
/// <param name="PhoneNumberId">For rows by phone; it may be left out where the wholesaler has one number.</param>
public sealed record OpeningBalancesBody(
    [MinLength(1), MaxLength(500), NoneMissing] IReadOnlyList<OpeningRow> Rows,
    Money? Expected = null,
    [Shape("[0-9]{5,30}")] string? PhoneNumberId = null);

/// <summary>A shop that was a customer before this service: by its id, or by name and phone, and then it is made known.</summary>
/// <param name="Phone">E.164, with or without plus.</param>
/// <param name="Balance">What it owes at the beginning; negative when it has paid in advance.</param>
/// <param name="DueAt">When the balance falls due; left out, the terms count from now.</param>
public sealed record OpeningRow(
    Money Limit,
    Money Balance,
    [Range(0, 3650)] int TermsDays,
    Guid? RetailerId = null,
    [Words(200)] string? Name = null,
    [Shape(@"\+?[0-9]{6,15}")] string? Phone = null,
    DateTimeOffset? DueAt = null)
{
    internal string? Digits => Phone?.TrimStart('+');
}

/// <summary>What was asked against what the ledger says after it; the two are equal.</summary>
public sealed record OpeningReport(OpeningTotals Asked, OpeningTotals Booked, IReadOnlyList<OpenedLine> Lines);

public sealed record OpeningTotals(int Lines, Money Limit, Money Balance);

/// <param name="Row">From 1.</param>
public sealed record OpenedLine(int Row, Guid RetailerId, Guid LineId, Money Limit, Money Balance);

/// <param name="Row">From 1; null: the whole list.</param>
public sealed record OpeningError(int? Row, string Code, string Detail);
