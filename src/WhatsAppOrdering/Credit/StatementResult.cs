using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>A statement as it goes out, entry by entry: a long one takes no more memory than a short one.</summary>
internal abstract class StatementResult(Statement statement, WholesalerId wholesaler, string mediaType, string extension) : IActionResult
{
    protected Statement Statement => statement;

    protected WholesalerId Wholesaler => wholesaler;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        http.Response.ContentType = mediaType;
        http.Response.Headers.ContentDisposition = $"inline; filename=\"statement-{statement.LineId:N}.{extension}\"";
        var ledger = http.RequestServices.GetRequiredService<ReadLedger>();
        await WriteAsync(
            http.Response.Body, ledger.ReadAsync(wholesaler, new CreditLineId(statement.LineId), statement.After, statement.Last, http.RequestAborted), http.RequestAborted);
    }

    protected abstract Task WriteAsync(Stream output, IAsyncEnumerable<LedgerEntry> entries, CancellationToken ct);
}

internal sealed class JsonStatement(Statement statement, WholesalerId wholesaler)
    : StatementResult(statement, wholesaler, "application/json; charset=utf-8", "json")
{
    private const int FlushAt = 32 * 1024;

    protected override async Task WriteAsync(Stream output, IAsyncEnumerable<LedgerEntry> entries, CancellationToken ct)
    {
        // Over a pipe, for the serializer flushes its writer, and the response takes no synchronous writes.
        var pipe = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await using var json = new Utf8JsonWriter(pipe);
        json.WriteStartObject();
        foreach (var (name, value) in new (string, object?)[]
        {
            ("lineId", Statement.LineId), ("wholesaler", Statement.Wholesaler), ("retailer", Statement.Retailer),
            ("from", Statement.From), ("to", Statement.To), ("opening", Statement.Opening),
        })
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, ApiJson.Options);
        }

        json.WriteStartArray("entries");
        await foreach (var entry in entries)
        {
            JsonSerializer.Serialize(json, EntryBody.Of(entry, Statement.Currency), ApiJson.Options);
            if (pipe.UnflushedBytes > FlushAt)
            {
                await pipe.FlushAsync(ct);
            }
        }

        json.WriteEndArray();
        json.WritePropertyName("closing");
        JsonSerializer.Serialize(json, Statement.Closing, ApiJson.Options);
        json.WriteEndObject();
        await json.FlushAsync(ct);
        await pipe.CompleteAsync();
    }
}
