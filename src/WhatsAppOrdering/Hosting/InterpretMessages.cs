using System.Text.Json;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Hosting;

/// <summary>The verb interpret: reads a catalog and messages from files and prints what each message means. Needs no database.</summary>
public static class InterpretMessages
{
    // ISO 4217: no currency is involved. What words mean does not depend on it.
    private const string NoCurrency = "XXX";

    /// <summary>One JSON line on <paramref name="output"/> for each line of the messages file that is not empty.</summary>
    /// <returns>0; 1 when the catalog or a message cannot be read, which <paramref name="errors"/> then tells.</returns>
    public static async Task<int> ExecuteAsync(string catalogFile, string messagesFile, TextWriter output, TextWriter errors)
    {
        if (await ReadCatalogAsync(catalogFile, errors) is not { } catalog)
        {
            return 1;
        }

        var (row, bad) = (0, 0);
        await foreach (var json in File.ReadLinesAsync(messagesFile))
        {
            row++;
            if (string.IsNullOrWhiteSpace(json))
            {
                continue;
            }

            if (Read(json) is not { Text: not null } message)
            {
                bad++;
                await errors.WriteLineAsync($"Line {row} of the messages is no JSON object with a text.");
                continue;
            }

            var context = message.ToContext();
            var read = Interpreter.Interpret(message.Text, catalog, context);
            await output.WriteLineAsync(JsonSerializer.Serialize(MessageOutput.Of(message.Id, read, context.Basket), MessageOutput.Json));
        }

        return bad == 0 ? 0 : 1;
    }

    private static async Task<CatalogIndex?> ReadCatalogAsync(string file, TextWriter errors)
    {
        await using var stream = File.OpenRead(file);
        var isCsv = file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
        switch (isCsv ? CatalogCsv.Read(stream, NoCurrency) : CatalogFile.Read(stream))
        {
            case CatalogReading.Accepted accepted:
                return CatalogIndex.Build(accepted.Catalog);
            case CatalogReading.Rejected rejected:
                foreach (var error in rejected.Errors)
                {
                    await errors.WriteLineAsync($"Catalog row {error.Row} {error.Sku}: {error.Message}");
                }

                return null;
            default:
                return null;
        }
    }

    private static MessageInput? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<MessageInput>(json, MessageOutput.Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
