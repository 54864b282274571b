using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>A line's figures as of now, without a lock: for showing, never for deciding.</summary>
public sealed class ReadFigures(OrderingDb db)
{
    /// <param name="wish">An amount that is thought of; 0 for none.</param>
    /// <returns>Null when the shop has no line.</returns>
    public async Task<Outlook?> ExecuteAsync(WholesalerId wholesaler, RetailerId retailer, decimal wish, CancellationToken ct)
    {
        var found = await db.Database.SqlQuery<string>($"""
            select (f || jsonb_build_object(
                'availableAfter', (f ->> 'available')::numeric - {wish}, 'currencyDigits', l.currency_digits, 'hold', l.hold_reason, 'isBeingChecked', l.frozen_reason is not null, 'isClosed', l.status = 'Closed',
                'isSuspended', exists (select from retailer r where r.wholesaler_id = l.wholesaler_id and r.id = l.retailer_id and r.status = 'Suspended')))::text
            from credit_line l, credit_figures(l, clock_now()) f
            where l.wholesaler_id = {wholesaler.Value} and l.retailer_id = {retailer.Value}
            """).ToListAsync(ct);
        return found.Count == 0 ? null : JsonSerializer.Deserialize<Outlook>(found[0], JsonSerializerOptions.Web);
    }
}

/// <summary>A line's figures, and what would be available after a wish.</summary>
public sealed record Outlook : Figures
{
    public decimal AvailableAfter { get; init; }

    public int CurrencyDigits { get; init; }

    public string? Hold { get; init; }

    /// <summary>The audit has frozen the line.</summary>
    public bool IsBeingChecked { get; init; }

    public bool IsClosed { get; init; }

    /// <summary>The shop is suspended, and so are all its lines.</summary>
    public bool IsSuspended { get; init; }
}
