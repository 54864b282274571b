using System.Globalization;
using System.Text;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>RFC 4180, with the balances as first and last row.</summary>
internal sealed class CsvStatement(Statement statement, WholesalerId wholesaler)
    : StatementResult(statement, wholesaler, "text/csv; charset=utf-8", "csv")
{
    private static readonly string[] columns =
        ["seq", "at", "kind", "currency", "amount", "used_change", "held_change", "used_after", "held_after", "limit_at", "order_id", "payment_id", "actor", "reason", "hash"];

    /// <summary>A spreadsheet would run a text that begins like a formula; an apostrophe before it keeps it text.</summary>
    public static string Cell(string? text)
    {
        var safe = text is null or "" ? "" : text.TrimStart() is ['=' or '+' or '-' or '@', ..] || text[0] is '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    protected override async Task WriteAsync(Stream output, IAsyncEnumerable<LedgerEntry> entries, CancellationToken ct)
    {
        await using var csv = new StreamWriter(output, new UTF8Encoding(false), bufferSize: 32 * 1024, leaveOpen: true) { NewLine = "\r\n" };
        await csv.WriteLineAsync(string.Join(',', columns));
        await csv.WriteLineAsync(BalanceRow("OPENING", Statement.Opening));
        await foreach (var entry in entries)
        {
            await csv.WriteLineAsync(Row(entry));
        }

        await csv.WriteLineAsync(BalanceRow("CLOSING", Statement.Closing));
    }

    private string BalanceRow(string kind, Balance balance) =>
        $",,{kind},{Statement.Currency.Currency},,,,{Number(balance.Used.Amount)},{Number(balance.Held.Amount)},,,,,,";

    private string Row(LedgerEntry entry) => string.Join(',', [
        entry.Seq.ToString(CultureInfo.InvariantCulture), entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), entry.Kind, Statement.Currency.Currency,
        .. new[] { entry.Amount, entry.UsedChange, entry.HeldChange, entry.UsedAfter, entry.HeldAfter, entry.LimitAt }.Select(Number),
        entry.OrderId?.Value.ToString(), entry.PaymentId?.ToString(), Cell(entry.Actor), Cell(entry.Reason), Convert.ToHexStringLower(entry.Hash),
    ]);

    private string Number(decimal amount) => Statement.Currency.Of(amount).Amount.ToString(CultureInfo.InvariantCulture);
}
