using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>What a statement says besides its entries. Opening is before the first entry, closing after the last.</summary>
public sealed record Statement(
    Guid LineId, string Wholesaler, string Retailer, LineCurrency Currency, TimeZoneInfo Zone,
    DateTimeOffset? From, DateTimeOffset? To, long After, long Last, Balance Opening, Balance Closing)
{
    public long Entries => Last - After;

    /// <param name="from">A date of the wholesaler's calendar or a moment, the first of the period; null: from the line's beginning.</param>
    /// <param name="to">A date, the last of the period, or the moment before which it ends; null: up to now.</param>
    /// <returns>Null when this wholesaler has no such line.</returns>
    /// <exception cref="FormatException">Neither a date nor a moment.</exception>
    public static async Task<Statement?> FindAsync(
        OrderingDb db, WholesalerId wholesaler, CreditLineId id, string? from, string? to, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var head = await (
            from line in db.CreditLines
            join shop in db.Retailers on new { line.WholesalerId, line.RetailerId } equals new { shop.WholesalerId, RetailerId = shop.Id }
            join supplier in db.Wholesalers on line.WholesalerId equals supplier.Id
            where line.WholesalerId == wholesaler && line.Id == id
            select new { Supplier = supplier.Name, Shop = shop.Name, supplier.TimeZone, line.Currency, line.CurrencyDigits, line.Seq })
            .AsNoTracking().SingleOrDefaultAsync(ct);
        if (head is null)
        {
            return null;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(head.TimeZone);
        var (begin, end) = (Moment(from, zone, 0), Moment(to, zone, 1));
        var after = begin is { } first ? await ReadLedger.SeqBeforeAsync(db, wholesaler, id, first, ct) : 0;
        var last = end is { } bound ? await ReadLedger.SeqBeforeAsync(db, wholesaler, id, bound, ct) : head.Seq;
        last = Math.Max(last, after);
        var currency = new LineCurrency(head.Currency, head.CurrencyDigits);
        return new Statement(
            id.Value, head.Supplier, head.Shop, currency, zone, begin, end, after, last,
            await BalanceAsync(db, wholesaler, id, after, currency, ct), await BalanceAsync(db, wholesaler, id, last, currency, ct));
    }

    private static async Task<Balance> BalanceAsync(
        OrderingDb db, WholesalerId wholesaler, CreditLineId line, long seq, LineCurrency currency, CancellationToken ct) =>
        (await db.Database.SqlQuery<BalanceRow>($"""
            select used_after as used, held_after as held, used_after - held_after as owed
            from ledger_entry where wholesaler_id = {wholesaler.Value} and line_id = {line.Value} and seq = {seq}
            """).ToListAsync(ct)) is [var row]
            ? new Balance(currency.Of(row.Used), currency.Of(row.Held), currency.Of(row.Owed))
            : new Balance(currency.Of(0), currency.Of(0), currency.Of(0));

    private static DateTimeOffset? Moment(string? text, TimeZoneInfo zone, int daysLater)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 2000 or >= 2100)
        {
            return Moments.Read(text) ?? throw new FormatException(text);
        }

        var midnight = date.AddDays(daysLater).ToDateTime(TimeOnly.MinValue);
        // Where summer time begins at midnight there is no midnight.
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight, zone);
    }

    private sealed record BalanceRow(decimal Used, decimal Held, decimal Owed);
}

/// <summary>Used is what is owed plus what unconfirmed orders hold.</summary>
public sealed record Balance(Money Used, Money Held, Money Owed);

/// <summary>A statement's JSON, which is written entry by entry.</summary>
public sealed record StatementBody(
    Guid LineId, string Wholesaler, string Retailer, DateTimeOffset? From, DateTimeOffset? To, Balance Opening,
    IReadOnlyList<EntryBody> Entries, Balance Closing);
