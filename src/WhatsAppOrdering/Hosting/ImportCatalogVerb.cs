using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Hosting;

/// <summary>
/// <c>import-catalog FILE --wholesaler ID [--partial]</c>: a whole catalog from JSON or CSV. One bad row and nothing is taken
/// over; with --partial the good rows are written, and what the file does not have is left as it was.
/// </summary>
public static class ImportCatalogVerb
{
    private const string Usage = "import-catalog FILE.json|FILE.csv --wholesaler ID [--partial]";

    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var settings = Verb.SettingsOf(args);
        if (args.Except(settings).ToArray() is not [var file, "--wholesaler", var id, .. var rest] || !Guid.TryParse(id, out var wholesaler)
            || rest is not ([] or ["--partial"]) || !File.Exists(file))
        {
            return await Verb.FailAsync(Usage);
        }

        try
        {
            var builder = Verbs.Configure(settings);
            builder.Services.AddBooks(builder.Configuration, builder.Configuration.Require(Services.OrderingConnection));
            builder.Services.AddScoped<ImportCatalog>();
            using var host = builder.Build();
            return await host.Services.GetRequiredService<Transactions>().RunAsync(
                Pool.Pages, (OrderingDb db, ImportCatalog import, CancellationToken ct) => ImportAsync(db, import, file, new WholesalerId(wholesaler), rest.Length > 0, ct), CancellationToken.None);
        }
        catch (Exception error) when (error is WrongSettingsException or Npgsql.NpgsqlException || error.InnerException is Npgsql.NpgsqlException)
        {
            return await Verb.FailAsync((error.InnerException as Npgsql.NpgsqlException ?? error).Message);
        }
    }

    private static async Task<int> ImportAsync(OrderingDb db, ImportCatalog import, string file, WholesalerId wholesaler, bool partial, CancellationToken ct)
    {
        await db.EnterTenantAsync(wholesaler, ct);
        if (await db.Wholesalers.Where(found => found.Id == wholesaler).Select(found => found.Currency).SingleOrDefaultAsync(ct) is not { } currency)
        {
            return await Verb.FailAsync("There is no such wholesaler.");
        }

        await using var stream = File.OpenRead(file);
        var reading = file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? CatalogCsv.Read(stream, currency) : CatalogFile.Read(stream);
        switch (reading)
        {
            case CatalogReading.Accepted { Catalog: var catalog } when catalog.Currency != currency:
                return await Verb.FailAsync($"The catalog's currency is {catalog.Currency}, the wholesaler's {currency}.");
            case CatalogReading.Accepted { Catalog: var catalog }:
                var done = await import.ReplaceAsync(wholesaler, catalog, ct);
                System.Console.WriteLine($"{done.Products} products, {done.Added} of them new; {done.Deactivated} are no longer sold.");
                return 0;
            case CatalogReading.Rejected { Errors: var errors, Rest: var rest }:
                foreach (var error in errors)
                {
                    await System.Console.Error.WriteLineAsync($"{(error.Row is { } row ? $"row {row}" : "file")} {error.Sku}: {error.Message}");
                }

                if (!partial || rest.Currency != currency)
                {
                    return await Verb.FailAsync("Nothing was imported.");
                }

                foreach (var product in rest.Products)
                {
                    await import.PutAsync(wholesaler, product, ct);
                }

                System.Console.WriteLine($"{rest.Products.Count} products imported, the rows above were not.");
                return 0;
            default:
                throw new InvalidOperationException("no such reading");
        }
    }
}
