using System.Globalization;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>A statement to print: one line per entry, times of the wholesaler's clock.</summary>
internal sealed class PdfStatement(Statement statement, WholesalerId wholesaler)
    : StatementResult(statement, wholesaler, "application/pdf", "pdf")
{
    /// <summary>A document is made in memory, so it has an end; CSV has none.</summary>
    public const int MostEntries = 5000;

    /// <summary>The whole document.</summary>
    public async Task<byte[]> MakeAsync(ReadLedger ledger, CancellationToken ct)
    {
        using var output = new MemoryStream();
        await WriteAsync(output, ledger.ReadAsync(Wholesaler, new CreditLineId(Statement.LineId), Statement.After, Statement.Last, ct), ct);
        return output.ToArray();
    }

    protected override async Task WriteAsync(Stream output, IAsyncEnumerable<LedgerEntry> entries, CancellationToken ct)
    {
        var pages = new PdfPages($"Statement of {Statement.Retailer}");
        pages.Add(Cut($"{Statement.Wholesaler}: statement of {Statement.Retailer}", PdfPages.Width), bold: true);
        pages.Add($"{Day(Statement.From, "beginning")} to {Day(Statement.To?.AddTicks(-1), "now")}, in {Statement.Currency.Currency}. Line {Statement.LineId}");
        pages.Add("");
        AddHeader(pages);
        pages.Add(Row("", "", "Opening balance", "", "", Statement.Opening.Held.Amount, Statement.Opening.Used.Amount));
        await foreach (var entry in entries.WithCancellation(ct))
        {
            if (pages.IsAtTop)
            {
                AddHeader(pages);
            }

            pages.Add(Row(
                entry.Seq.ToString(CultureInfo.InvariantCulture), Time(entry.At, "yyyy-MM-dd HH:mm"), entry.Kind, entry.Reason ?? "",
                Number(entry.UsedChange), entry.HeldAfter, entry.UsedAfter));
        }

        pages.Add(Row("", "", "Closing balance", "", "", Statement.Closing.Held.Amount, Statement.Closing.Used.Amount), bold: true);
        await output.WriteAsync(pages.Save(), ct);
    }

    private static void AddHeader(PdfPages pages) => pages.Add(Columns("No.", "Date", "What", "Reason", "Change", "On hold", "Used"), bold: true);

    private static string Columns(string no, string date, string what, string reason, string change, string held, string used) =>
        $"{no,7}  {date,-16}  {Cut(what, 16),-16}  {Cut(reason, 19),-19}  {change,14}  {held,14}  {used,14}";

    private static string Cut(string text, int most) => text.Length > most ? text[..(most - 1)] + "~" : text;

    private string Row(string no, string date, string what, string reason, string change, decimal held, decimal used) =>
        Columns(no, date, what, reason, change, Number(held), Number(used));

    private string Number(decimal amount) => Statement.Currency.Of(amount).Amount.ToString(CultureInfo.InvariantCulture);

    private string Time(DateTimeOffset at, string format) => TimeZoneInfo.ConvertTime(at, Statement.Zone).ToString(format, CultureInfo.InvariantCulture);

    private string Day(DateTimeOffset? at, string otherwise) => at is { } moment ? Time(moment, "yyyy-MM-dd") : otherwise;
}
