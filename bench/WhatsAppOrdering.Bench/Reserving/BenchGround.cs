using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Lab.Postgres;
using WhatsAppOrdering.Parties;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>A durable PostgreSQL of its own in a temporary folder, migrated, with one wholesaler and many credit lines.</summary>
internal sealed class BenchGround : IAsyncDisposable
{
    public const string Currency = "NPR";
    public const string Number = "bench";

    private readonly PostgresServer _server;
    private readonly string _folder;

    private readonly DelayingProxy? _network;

    private BenchGround(PostgresServer server, string folder, OrderingConnectionStrings connections, DelayingProxy? network)
    {
        _server = server;
        _folder = folder;
        _network = network;
        Ordering = connections.Ordering;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        Services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddService(configuration, connections.Ordering).BuildServiceProvider();
        Owner = Source(connections.Owner);
        OverNetwork = Source(new NpgsqlConnectionStringBuilder(connections.Owner) { Port = network?.Port ?? new NpgsqlConnectionStringBuilder(connections.Owner).Port }.ConnectionString);
        Service = Source(connections.Ordering);
        AsMany = Source(connections.Ordering, new DatabaseOptions().Writes);
    }

    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["WhatsApp:AppSecret"] = "bench",
        ["WhatsApp:AccessToken"] = "bench",
        ["WhatsApp:VerifyToken"] = "bench",
        ["Buttons:SigningKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };

    /// <summary>The service's connection string.</summary>
    public string Ordering { get; }

    public ServiceProvider Services { get; }

    public NpgsqlDataSource Owner { get; }

    /// <summary>The owner, as far away as the service is.</summary>
    public NpgsqlDataSource OverNetwork { get; }

    public NpgsqlDataSource Service { get; }

    /// <summary>With as many connections as the service has for writes.</summary>
    public NpgsqlDataSource AsMany { get; }

    public WholesalerId Wholesaler { get; } = WholesalerId.New();

    public RetailerId Retailer { get; } = RetailerId.New();

    /// <summary>Who is told of each order.</summary>
    public PersonId Approver { get; } = PersonId.New();

    public CreditLineId[] Lines { get; private set; } = [];

    /// <param name="network">How long a round trip to the database takes besides; zero for none.</param>
    public static async Task<BenchGround> PrepareAsync(int lines, TimeSpan network)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"whatsapp-ordering-bench-{Environment.ProcessId}");
        var server = await PostgresServer.StartAsync(new PostgresSettings(folder) { MaxConnections = 300 }, NullLogger.Instance, CancellationToken.None);
        var connections = await PostgresRoles.PrepareDatabaseAsync(server.SuperuserConnectionString, "bench", "owner", "service", CancellationToken.None);
        await Migrate.ExecuteAsync(connections.Owner, connections.Ordering, CancellationToken.None);
        var address = new NpgsqlConnectionStringBuilder(connections.Ordering);
        var proxy = network == TimeSpan.Zero ? null : new DelayingProxy(address.Port, network);
        address.Port = proxy?.Port ?? address.Port;
        var ground = new BenchGround(server, folder, connections with { Ordering = address.ConnectionString }, proxy);
        await ground.WriteAsync(lines);
        return ground;
    }

    public async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> AskAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What was said against what is stored.</summary>
    public async Task<bool> BooksAgreeAsync(IEnumerable<IReserveWay> ways)
    {
        var agree = true;
        foreach (var way in ways)
        {
            var stored = await way.CountAsync();
            agree &= stored == way.Said;
            System.Console.WriteLine(FormattableString.Invariant($"{way.Name}: {way.Said:N0} acknowledged, {stored:N0} in the books"));
        }

        return agree;
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Owner.DisposeAsync();
        await OverNetwork.DisposeAsync();
        await Service.DisposeAsync();
        await AsMany.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await (_network?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static NpgsqlDataSource Source(string connection, int size = 64)
    {
        var builder = new NpgsqlDataSourceBuilder(connection);
        builder.ConnectionStringBuilder.MaxPoolSize = size;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 20;
        return builder.Build();
    }

    private Task WriteAsync(int lines) => Services.GetRequiredService<Transactions>().RunAsync(
        Pool.Pages,
        async (services, ct) =>
        {
            var db = services.GetRequiredService<OrderingDb>();
            db.Wholesalers.Add(new Wholesaler { Id = Wholesaler, Name = "Bench", Currency = Currency, CurrencyDigits = 2, TimeZone = "Asia/Kathmandu" });
            await db.SaveChangesAsync(ct);
            var shops = Enumerable.Range(0, lines).Select(at => at == 0 ? Retailer : RetailerId.New()).ToList();
            db.Retailers.AddRange(shops.Select(shop => new Retailer { WholesalerId = Wholesaler, Id = shop, Name = "Shop" }));
            await db.SaveChangesAsync(ct);
            db.PhoneNumbers.Add(new PhoneNumber { Id = Number, DisplayNumber = "0" });
            db.People.Add(new Person { PhoneNumberId = Number, Id = Approver });
            await db.SaveChangesAsync(ct);
            db.Memberships.Add(new Membership { WholesalerId = Wholesaler, Id = Guid.CreateVersion7(), PhoneNumberId = Number, PersonId = Approver, Role = Role.Approver });
            await db.SaveChangesAsync(ct);
            await db.EnterTenantAsync(Wholesaler, ct);
            var credit = services.GetRequiredService<Postings>();
            Lines = new CreditLineId[lines];
            for (var line = 0; line < lines; line++)
            {
                Lines[line] = CreditLineId.New();
                await credit.OpenLineAsync(Wholesaler, Lines[line], shops[line], Currency, 900_000_000m, 30, "bench", ct);
            }
        },
        CancellationToken.None);
}
