using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>The statement as a PDF, of the line and up to the moment that the turn wrote down.</summary>
internal sealed class StatementAttachment(Transactions transactions, ReadLedger ledger) : IReplyAttachment
{
    public string Reply => ReplyNames.Statement;

    public async Task<MediaFile?> MakeAsync(OutboxRow row, CancellationToken ct)
    {
        var facts = JsonElement.Parse(row.Facts);
        return row.WholesalerId is { } wholesaler && facts.TryGetProperty("line", out var line) && line.TryGetGuid(out var id)
            ? await transactions.RunAsync(Pool.Sending, (OrderingDb db, CancellationToken token) => MakeAsync(db, wholesaler, new CreditLineId(id), facts, token), ct)
            : null;
    }

    private async Task<MediaFile?> MakeAsync(
        OrderingDb db, WholesalerId wholesaler, CreditLineId line, JsonElement facts, CancellationToken ct)
    {
        await db.EnterTenantAsync(wholesaler, ct);
        var statement = await Statement.FindAsync(db, wholesaler, line, facts.GetProperty("from").GetString(), facts.GetProperty("to").GetString(), ct);
        return statement is { Entries: <= PdfStatement.MostEntries }
            ? new MediaFile(await new PdfStatement(statement, wholesaler).MakeAsync(ledger, ct), "application/pdf", $"statement-{facts.GetProperty("until").GetString()}.pdf")
            : null;
    }
}
