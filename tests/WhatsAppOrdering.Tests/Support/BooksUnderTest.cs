using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Lab.Postgres;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using Xunit;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>The service's roots and verbs without a web host, in the service's role, on a fresh migrated database.</summary>
public sealed class BooksUnderTest(PostgresCluster cluster) : IAsyncLifetime
{
    public const string Currency = "NPR";

    private readonly List<ServiceProvider> _providers = [];
    private TestDatabase? _database;
    private bool _isCopy;

    public TestDatabase Database => _database!;

    public OrderingConnectionStrings Addresses { get; private set; } = null!;

    public ServiceProvider Services { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Addresses = await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, CancellationToken.None));
        _database = new TestDatabase(Addresses);
        await _database.TakeClockAsync();
        // A wait that a test on a busy machine does not outlast; tests of busy lines have a shorter one.
        Services = Build("00:00:08");
    }

    /// <summary>A copy of these books, to be broken and thrown away; they themselves rest meanwhile.</summary>
    public async Task<BooksUnderTest> CopyAsync()
    {
        foreach (var (provider, pool) in _providers.SelectMany(_ => Enum.GetValues<Pool>(), (provider, pool) => (provider, pool)))
        {
            provider.GetRequiredService<Pools>()[pool].Clear();
        }

        NpgsqlConnection.ClearPool(new NpgsqlConnection(Addresses.Owner));
        NpgsqlConnection.ClearPool(new NpgsqlConnection(Addresses.Ordering));
        return Over(await cluster.CopyDatabaseAsync(Database.Name));
    }

    /// <summary>These books from a dump of them, after what was done since.</summary>
    public async Task<BooksUnderTest> RestoreAsync(Func<Task> since) => Over(await cluster.RestoreDatabaseAsync(Database.Name, since));

    /// <summary>The service over books that are there already.</summary>
    public BooksUnderTest Over(OrderingConnectionStrings addresses)
    {
        var books = new BooksUnderTest(cluster) { Addresses = addresses, _isCopy = true };
        books._database = new TestDatabase(addresses);
        books.Services = books.Build("00:00:08");
        return books;
    }

    /// <summary>The same line in a copy.</summary>
    public ShopLine Line(ShopLine original) => new(this, original.Wholesaler, original.Retailer, original.Line);

    /// <summary>The service over the same database, with a wait for locks of its own.</summary>
    public ServiceProvider Build(string lockTimeout, Action<IServiceCollection>? change = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WhatsApp:AppSecret"] = "app-secret-of-the-tests",
            ["WhatsApp:AccessToken"] = "access-token-of-the-tests",
            ["WhatsApp:VerifyToken"] = "verify-token-of-the-tests",
            ["Buttons:SigningKey"] = "a signing key of the tests, which signs nothing",
            ["Credit:LockTimeout"] = lockTimeout,
        }).Build();
        // Hundreds of requests may wait for a connection of the pool.
        var connection = new NpgsqlConnectionStringBuilder(Addresses.Ordering) { Timeout = 120 }.ConnectionString;
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddService(configuration, connection);
        services.AddSingleton(_ => Application.Words.Value);
        change?.Invoke(services);
        var provider = services.BuildServiceProvider();
        _providers.Add(provider);
        return provider;
    }

    public async Task<ShopLine> OpenLineAsync(decimal limit = 100_000m) => (await OpenLinesAsync(1, limit))[0];

    /// <summary>Shops of one new wholesaler who tracks deliveries, each with a line in NPR and terms of 15 days.</summary>
    public Task<ShopLine[]> OpenLinesAsync(int count, decimal limit = 100_000m) => Services.GetRequiredService<Transactions>().RunAsync(
        Pool.Pages,
        async (services, ct) =>
        {
            var db = services.GetRequiredService<OrderingDb>();
            var wholesaler = WholesalerId.New();
            db.Wholesalers.Add(new Wholesaler { Id = wholesaler, Name = "Wholesaler", Currency = Currency, CurrencyDigits = 2, TimeZone = "Asia/Kathmandu" });
            await db.SaveChangesAsync(ct);
            var shops = Enumerable.Range(0, count).Select(_ => new ShopLine(this, wholesaler, RetailerId.New(), CreditLineId.New())).ToArray();
            db.Retailers.AddRange(shops.Select(shop => new Retailer { WholesalerId = wholesaler, Id = shop.Retailer, Name = "Shop" }));
            await db.SaveChangesAsync(ct);
            await db.EnterTenantAsync(wholesaler, ct);
            foreach (var shop in shops)
            {
                await services.GetRequiredService<Postings>().OpenLineAsync(wholesaler, shop.Line, shop.Retailer, Currency, limit, 15, "test", ct);
            }

            return shops;
        },
        CancellationToken.None);

    /// <summary>A root: retried while the database is busy, in the wholesaler's name, its outbox saved last.</summary>
    public Task<T> RunAsync<T>(
        WholesalerId wholesaler, Func<IServiceProvider, Task<T>> work, StartLine? start = null, Pool pool = Pool.Writes, IServiceProvider? services = null,
        Patience? patience = null) =>
        (services ?? Services).GetRequiredService<Transactions>().RunWithRetryAsync(
            pool,
            async (scope, ct) =>
            {
                await scope.GetRequiredService<OrderingDb>().EnterTenantAsync(wholesaler, ct);
                await (start?.ArriveAsync() ?? Task.CompletedTask);
                var result = await work(scope);
                await scope.GetRequiredService<Outbox>().SaveAsync(ct);
                return result;
            },
            CancellationToken.None,
            patience: patience);

    /// <summary>SQL as the service's role, in a wholesaler's name or in nobody's; a reader's when asked.</summary>
    /// <returns>The first value, or the number of rows that were changed.</returns>
    public Task<object?> AsServiceAsync(WholesalerId? wholesaler, string sql, bool asReader = false) => SqlAsync(
        Addresses.Ordering,
        $"select set_config('app.wholesaler', '{wholesaler?.Value}', true){(asReader ? "; set local role ordering_reader" : "")}",
        sql);

    public Task<object?> AsOwnerAsync(string sql) => SqlAsync(Addresses.Owner, "select 1", sql);

    /// <summary>As the server's superuser, past triggers and foreign keys: how a test breaks a book that it will throw away.</summary>
    public async Task BreakAsync(string sql) => await SqlAsync(
        new NpgsqlConnectionStringBuilder(await cluster.SuperuserAsync()) { Database = Database.Name, Pooling = false }.ConnectionString,
        "set local session_replication_role = replica",
        sql);

    public Task<IReadOnlyList<AuditLine>> AuditAsync() => Services.GetRequiredService<Audit>().ExecuteAsync(CancellationToken.None);

    /// <summary>The books hold, and the database has broken no deadlock.</summary>
    public async Task HoldAsync()
    {
        (await AuditAsync()).Where(line => line.Breaches > 0).ShouldBeEmpty();
        var deadlocks = await Database.DeadlocksAsync(Services.GetRequiredService<Pools>());
        deadlocks.ShouldBe(0, deadlocks == 0 ? null : cluster.DeadlocksInLog());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }

        if (_isCopy)
        {
            NpgsqlConnection.ClearPool(new NpgsqlConnection(Addresses.Owner));
            NpgsqlConnection.ClearPool(new NpgsqlConnection(Addresses.Ordering));
            await cluster.DropDatabaseAsync(Database.Name);
        }
    }

    private static async Task<object?> SqlAsync(string address, string before, string sql)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var first = new NpgsqlCommand(before, connection);
        await first.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var value = await reader.ReadAsync() ? reader.GetValue(0) : reader.RecordsAffected;
        await reader.DisposeAsync();
        await transaction.CommitAsync();
        return value;
    }
}
