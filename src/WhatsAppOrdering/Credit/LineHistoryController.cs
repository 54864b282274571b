using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>What happened on a line: its ledger, statements, and what is owed since when.</summary>
[ApiController]
[Route(ApiSetup.Root + "/credit-lines/{id:guid}")]
public sealed class LineHistoryController(ApiReads reads) : ControllerBase
{
    /// <summary>The ledger, newest first, so that the first entry tells the balance.</summary>
    /// <param name="at">As of this moment; left out, as of now.</param>
    [HttpGet("ledger")]
    [ApiScope(ApiScopes.CreditRead)]
    [ProducesResponseType<Page<EntryBody>>(StatusCodes.Status200OK)]
    public Task<IActionResult> LedgerAsync(Guid id, string? at, string? after, int? size) => reads.RunAsync(this, async work =>
    {
        if (Paging.Size(size) is not { } most || !Paging.TryNumber(after, long.MaxValue, out var before))
        {
            return Paging.Invalid;
        }

        var line = new CreditLineId(id);
        if (await LineCurrency.OfLineAsync(work.Db, work.Wholesaler, line, work.Ct) is not { } currency)
        {
            return ApiAnswer.NotFound("credit line");
        }

        if (at is not null)
        {
            if (Moments.Read(at) is not { } moment)
            {
                return ApiAnswer.Invalid("at must be a moment with its offset, such as 2026-01-31T18:15:00Z.");
            }

            // The database counts in microseconds: an entry of this very moment is in.
            before = Math.Min(before, 1 + await ReadLedger.SeqBeforeAsync(work.Db, work.Wholesaler, line, moment.AddMicroseconds(1), work.Ct));
        }

        var entries = await work.Db.Ledger.AsNoTracking()
            .Where(entry => entry.WholesalerId == work.Wholesaler && entry.LineId == line && entry.Seq < before)
            .OrderByDescending(entry => entry.Seq).Take(most + 1).ToListAsync(work.Ct);
        return ApiAnswer.Ok(Paging.Of(
            entries.ConvertAll(entry => EntryBody.Of(entry, currency)), most,
            entry => entry.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    });

    /// <summary>Opening balance, entries, closing balance: JSON, CSV or PDF, by <paramref name="format"/> or else by Accept.</summary>
    [HttpGet("statement")]
    [ApiScope(ApiScopes.CreditRead)]
    [ProducesResponseType<StatementBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> StatementAsync(Guid id, string? from, string? to, string? format) => reads.ResultAsync(this, async work =>
    {
        if (FormatOf(format) is not { } wanted)
        {
            return ApiResult.Of(ApiAnswer.Invalid("A statement comes as json, csv or pdf, by format or Accept."));
        }

        Statement? statement;
        try
        {
            statement = await Statement.FindAsync(work.Db, work.Wholesaler, new CreditLineId(id), from, to, work.Ct);
        }
        catch (FormatException neither)
        {
            return ApiResult.Of(ApiAnswer.Invalid($"'{neither.Message}' is neither a date such as 2026-01-31 nor a moment such as 2026-01-31T18:15:00Z."));
        }

        return (statement, wanted) switch
        {
            (null, _) => ApiResult.Of(ApiAnswer.NotFound("credit line")),
            (_, "json") => new JsonStatement(statement, work.Wholesaler),
            (_, "csv") => new CsvStatement(statement, work.Wholesaler),
            ({ Entries: > PdfStatement.MostEntries }, _) => ApiResult.Of(ApiAnswer.Invalid(
                $"A PDF has at most {PdfStatement.MostEntries} entries and this period has {statement.Entries}: take a shorter one, or format=csv.")),
            _ => new PdfStatement(statement, work.Wholesaler),
        };
    });

    /// <summary>What is owed, by how long it has been due.</summary>
    [HttpGet("ageing")]
    [ApiScope(ApiScopes.CreditRead)]
    [ProducesResponseType<Ageing>(StatusCodes.Status200OK)]
    public Task<IActionResult> AgeingAsync(Guid id) => reads.RunAsync(this, async work =>
        await work.Get<ReadAgeing>().ExecuteAsync(work.Wholesaler, new CreditLineId(id), work.Ct) is { } ageing
            ? ApiAnswer.Ok(ageing)
            : ApiAnswer.NotFound("credit line"));

    private string? FormatOf(string? format)
    {
        if (format is not null)
        {
            return format is "json" or "csv" or "pdf" ? format : null;
        }

        var accepted = Request.GetTypedHeaders().Accept;
        return accepted.Count == 0 ? "json" : accepted.OrderByDescending(type => type.Quality ?? 1).Select(Offer).FirstOrDefault(offer => offer is not null);
    }

    private static string? Offer(MediaTypeHeaderValue accepted) => accepted.MediaType.Value switch
    {
        "*/*" or "application/*" or "application/json" => "json",
        "text/csv" or "text/*" => "csv",
        "application/pdf" => "pdf",
        _ => null,
    };
}
