using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Office.Logins;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Hosting.Development;

/// <summary>
/// The one-command start: PostgreSQL found or fetched, migrated, demo data, the emulator with its phones. Only in
/// Development, only without a connection string, and only where the data files are, which no published output has.
/// </summary>
public sealed class DevelopmentRun : IAsyncDisposable
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    private readonly PostgresServer _postgres;
    private readonly EmulatorProcess _emulator;
    private readonly DevelopmentClock _clock;
    private readonly DevelopmentSettings _settings;

    private DevelopmentRun(PostgresServer postgres, EmulatorProcess emulator, DevelopmentClock clock, DevelopmentSettings settings)
    {
        _postgres = postgres;
        _emulator = emulator;
        _clock = clock;
        _settings = settings;
    }

    /// <returns>Null when this start is none of ours: Production, or a database was named.</returns>
    public static async Task<DevelopmentRun?> StartIfWantedAsync(WebApplicationBuilder builder, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var wanted = builder.Environment.IsDevelopment() && DemoFile.IsAvailable && EmulatorProcess.IsAvailable
            && string.IsNullOrWhiteSpace(builder.Configuration[Services.OrderingConnection]);
        return wanted ? await StartAsync(builder, ct) : null;
    }

    /// <summary>Gives the built application its demo data before it starts, and says where to look once it has.</summary>
    public async Task AttachAsync(WebApplication app, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPost("/development/clock", async (ClockMove move, OrderingDb db, CancellationToken token) =>
        {
            await _clock.MoveAsync(move.OffsetSeconds, db, token);
            return Results.NoContent();
        }).AllowAnonymous();
        await new DemoData(_settings.Demo, ReadCatalog()).WriteOnceAsync(app.Services.GetRequiredService<Transactions>(), ct);
        var link = await InviteAsync(app.Services);
        app.Lifetime.ApplicationStarted.Register(() => System.Console.WriteLine($"""

            Ready.
              Phones (retailers and wholesaler):  {_emulator.Address}
              Jobs:                               {_settings.ServiceUrl}{OfficePaths.Home}
              Operator's one-time link:           {link}
            Ctrl+C stops everything.

            """));
    }

    public async ValueTask DisposeAsync()
    {
        await _emulator.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static async Task<DevelopmentRun> StartAsync(WebApplicationBuilder builder, CancellationToken ct)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var folder = builder.Configuration["Development:DataFolder"] ?? DefaultFolder();
        var url = (builder.Configuration["urls"] ?? DefaultUrl).Split(';')[0];
        builder.WebHost.UseUrls(url);
        var settings = new DevelopmentSettings(
            DemoFile.Read(), DevelopmentSecrets.ReadOrMake(folder), url, builder.Configuration["Development:PhonesUrl"]);
        var starting = EmulatorProcess.StartAsync(settings.ForEmulator(), ct);
        PostgresServer? postgres = null;
        try
        {
            postgres = await PostgresServer.StartAsync(new PostgresSettings(folder), logs.CreateLogger("PostgreSQL"), ct);
            var connections = await PostgresRoles.PrepareDatabaseAsync(
                postgres.SuperuserConnectionString, "ordering", settings.Secrets.OwnerPassword, settings.Secrets.ServicePassword, ct);
            await Migrate.ExecuteAsync(connections.Owner, connections.Ordering, ct);
            var clock = new DevelopmentClock();
            var offset = await clock.InstallAsync(connections.Owner, ct);
            var emulator = await starting;
            await emulator.AdvanceClockAsync(offset, ct);
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddHostedService<PostTemplates>();
            builder.Configuration.AddInMemoryCollection(settings.ForService(connections, emulator.Address));
            return new DevelopmentRun(postgres, emulator, clock, settings);
        }
        catch
        {
            await (postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (await starting).DisposeAsync();
            throw;
        }
    }

    private async Task<Uri> InviteAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<InviteOperator>().ExecuteAsync("operator@example.com", new Uri(_settings.ServiceUrl)) is Invitation.Link link
            ? link.Address
            : throw new StartFailedException("The operator's link could not be made. Delete the data folder for a fresh start.");
    }

    private static CatalogSnapshot ReadCatalog()
    {
        using var file = File.OpenRead(DemoFile.PathOf("catalog.json"));
        return CatalogFile.Read(file) is CatalogReading.Accepted accepted
            ? accepted.Catalog
            : throw new InvalidDataException("Development/catalog.json is not a valid catalog.");
    }

    /// <summary>Beside the solution in a checkout.</summary>
    private static string DefaultFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WhatsAppOrdering.sln")))
            {
                return Path.Combine(folder.FullName, ".data");
            }
        }

        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "whatsapp-ordering");
    }

    private sealed record ClockMove(long OffsetSeconds);
}
