using System.Text.Json;
using Npgsql;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Hosting.Import;

/// <summary>
/// <c>import FILE</c>: a wholesaler with number, shops, people, limits and catalog. All of it or, with a line for every bad
/// row, nothing; a second time it changes what the file has changed.
/// </summary>
public static class ImportVerb
{
    private const string Usage = "usage: import FILE.json (see src/WhatsAppOrdering.Lab/Demo/demo.json; its catalog lies beside it)";

    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var settings = Verb.SettingsOf(args);
        if (args.Except(settings).ToArray() is not [var path])
        {
            return await Verb.FailAsync(Usage);
        }

        try
        {
            var (file, catalog) = Read(path);
            var builder = Verbs.Configure(settings);
            builder.Services.AddBooks(builder.Configuration, builder.Configuration.Require(Services.OrderingConnection));
            builder.Services.AddScoped<ImportCatalog>().AddScoped<AddPerson>().AddScoped<ImportBusiness>();
            using var host = builder.Build();
            var done = await host.Services.GetRequiredService<Transactions>().RunAsync(
                Pool.Pages, (ImportBusiness import, CancellationToken ct) => import.ExecuteAsync(file, catalog, ct), CancellationToken.None);
            System.Console.WriteLine(
                $"{file.Wholesaler.Name}: {done.Shops} shops, {done.Added} of them new; {done.Products} products, {done.NewProducts} of them new.");
            return 0;
        }
        catch (Exception bad) when (bad is BadBusinessException or JsonException or IOException or UnauthorizedAccessException)
        {
            return await Verb.FailAsync($"{bad.Message}{Environment.NewLine}Nothing was imported.");
        }
        catch (Exception error) when (error is WrongSettingsException or NpgsqlException || error.InnerException is NpgsqlException)
        {
            return await Verb.FailAsync((error.InnerException as NpgsqlException ?? error).Message);
        }
    }

    private static (BusinessFile File, CatalogSnapshot Catalog) Read(string path)
    {
        var file = BusinessFile.Read(File.ReadAllText(path));
        if (file.Catalog is not { } name)
        {
            throw new BadBusinessException(["catalog: it must name the catalog's file."]);
        }

        using var stream = File.OpenRead(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, name));
        return CatalogFile.Read(stream) switch
        {
            CatalogReading.Accepted { Catalog: var catalog } => (file, catalog),
            CatalogReading.Rejected { Errors: var errors, Rest: var rest } => throw new BadBusinessException(
                [.. errors.Select(error => $"{name}, {(error.Row is { } row ? $"row {row}" : "file")} {error.Sku}: {error.Message}"), .. file.Problems(rest)]),
            _ => throw new InvalidOperationException("no such reading"),
        };
    }
}
