using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Lab.Postgres;
using Xunit;

[assembly: AssemblyFixture(typeof(WhatsAppOrdering.Tests.Support.PostgresCluster))]

namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// One PostgreSQL server per test run, started when the first test asks for a database. TEST_POSTGRES, a superuser's
/// connection string, takes a given server instead.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string DirectoryPrefix = "whatsapp-ordering-tests-";
    private const string OwnerPassword = "owner-of-the-tests";
    private const string ServicePassword = "service-of-the-tests";

    private const int LinesOfDeadlock = 12;

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly string? _given = Environment.GetEnvironmentVariable("TEST_POSTGRES");
    private readonly List<string> _databases = [];
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Lazy<Task<string>> _superuser;
    private PostgresServer? _server;
    private Task? _template;
    private int _number;

    public PostgresCluster() => _superuser = new(StartAsync);

    private string Template => _given is null ? "ordering_template" : $"ordering_template_{_run}";

    private string DataRoot => Path.Combine(Path.GetTempPath(), $"{DirectoryPrefix}{Environment.ProcessId}-{_run}");

    /// <summary>What the server's log says of deadlocks in any of its databases: who waited for whom, and with which statement.</summary>
    public string DeadlocksInLog()
    {
        if (_given is not null)
        {
            return "The log of a given server is not read.";
        }

        var lines = Directory.GetFiles(DataRoot, "*.log").SelectMany(ReadLog).ToList();
        return string.Join('\n', lines.Index().Where(line => line.Item.Contains("deadlock detected", StringComparison.Ordinal)).SelectMany(line => lines.Skip(line.Index).Take(LinesOfDeadlock)));
    }

    /// <summary>The server still writes it.</summary>
    private static IEnumerable<string> ReadLog(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>A superuser's connection string to the database <c>postgres</c>.</summary>
    public Task<string> SuperuserAsync() => _superuser.Value;

    /// <summary>A new database, copied from a template that the first caller's <paramref name="migrate"/> makes.</summary>
    public async Task<OrderingConnectionStrings> CreateDatabaseAsync(Func<OrderingConnectionStrings, Task> migrate)
    {
        var superuser = await SuperuserAsync();
        await _oneAtATime.WaitAsync();
        try
        {
            await (_template ??= MakeTemplateAsync(superuser, migrate));
            var name = NextName();
            await RunAsync(superuser, $"CREATE DATABASE {name} OWNER {PostgresRoles.Owner} TEMPLATE {Template}");
            return Addresses(superuser, name);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>A copy of a database that nobody is at work in; whoever has it open is disconnected.</summary>
    public async Task<OrderingConnectionStrings> CopyDatabaseAsync(string source)
    {
        var superuser = await SuperuserAsync();
        await _oneAtATime.WaitAsync();
        try
        {
            var name = NextName();
            await RunAsync(superuser, $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{source}'");
            await RunAsync(superuser, $"CREATE DATABASE {name} OWNER {PostgresRoles.Owner} TEMPLATE {source}");
            return Addresses(superuser, name);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>A new database from a dump of another, by pg_dump and pg_restore as an operator uses them.</summary>
    /// <param name="between">What happens once the dump is written.</param>
    public async Task<OrderingConnectionStrings> RestoreDatabaseAsync(string source, Func<Task> between)
    {
        var superuser = new NpgsqlConnectionStringBuilder(await SuperuserAsync());
        var dump = Path.GetTempFileName();
        try
        {
            await RunProgramAsync("pg_dump", superuser, "--format=custom", $"--file={dump}", source);
            await between();
            var restored = await CreateEmptyDatabaseAsync();
            await RunProgramAsync("pg_restore", superuser, $"--dbname={new NpgsqlConnectionStringBuilder(restored.Owner).Database}", "--exit-on-error", dump);
            return restored;
        }
        finally
        {
            File.Delete(dump);
        }
    }

    /// <summary>Where PostgreSQL's own programs for backups are; null where only a server is installed.</summary>
    public static string? FolderOf(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Prepend(Environment.GetEnvironmentVariable("PG_BIN") ?? "")
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")) : [])
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, program)));

    public async Task DropDatabaseAsync(string name) => await RunAsync(await SuperuserAsync(), $"DROP DATABASE {name} WITH (FORCE)");

    /// <summary>A new database without any table; the service's roles may be missing.</summary>
    public async Task<OrderingConnectionStrings> CreateEmptyDatabaseAsync() =>
        await PrepareAsync(await SuperuserAsync(), NextName());

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(DataRoot, recursive: true);
        }
        else if (_superuser.IsValueCreated)
        {
            await DropAllAsync();
        }

        _oneAtATime.Dispose();
    }

    private async Task<string> StartAsync()
    {
        if (_given is not null)
        {
            return _given;
        }

        await RemoveOrphansAsync();
        _server = await PostgresServer.StartAsync(Settings(DataRoot), NullLogger.Instance, CancellationToken.None);
        return _server.SuperuserConnectionString;
    }

    private static PostgresSettings Settings(string dataRoot) => new(dataRoot)
    {
        Durable = false,
        MaxConnections = 300,
        BinariesRoot = Environment.IsPrivilegedProcess ? null : AppContext.BaseDirectory,
    };

    /// <summary>Stops the servers of earlier runs that were killed before they could.</summary>
    private static async Task RemoveOrphansAsync()
    {
        foreach (var root in Directory.GetDirectories(Path.GetTempPath(), DirectoryPrefix + "*").Where(IsAbandoned))
        {
            try
            {
                if (Directory.GetDirectories(root, "postgres-??").Any(data => File.Exists(Path.Combine(data, "postmaster.pid"))))
                {
                    await using var orphan = await PostgresServer.StartAsync(Settings(root), NullLogger.Instance, CancellationToken.None);
                }

                Directory.Delete(root, recursive: true);
            }
            catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException or PostgresUnavailableException)
            {
                // Another account's, or another run is removing it at this moment.
            }
        }
    }

    private static bool IsAbandoned(string root)
    {
        try
        {
            var id = Path.GetFileName(root)[DirectoryPrefix.Length..].Split('-')[0];
            using var owner = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
            return owner.StartTime > Directory.GetCreationTime(root) + TimeSpan.FromMinutes(1);
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private async Task MakeTemplateAsync(string superuser, Func<OrderingConnectionStrings, Task> migrate)
    {
        var addresses = await PrepareAsync(superuser, Template);
        await ServiceRoles.EnsureAsync(addresses.Owner, addresses.Ordering, CancellationToken.None);
        await migrate(addresses);
        NpgsqlConnection.ClearPool(new NpgsqlConnection(addresses.Owner));
        NpgsqlConnection.ClearPool(new NpgsqlConnection(addresses.Ordering));
        await RunAsync(superuser, $"ALTER DATABASE {Template} ALLOW_CONNECTIONS false");
        await RunAsync(superuser, $"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{Template}'");
    }

    private async Task<OrderingConnectionStrings> PrepareAsync(string superuser, string database)
    {
        lock (_databases)
        {
            _databases.Add(database);
        }

        await PostgresRoles.PrepareDatabaseAsync(superuser, database, OwnerPassword, ServicePassword, CancellationToken.None);
        return Addresses(superuser, database);
    }

    // Hundreds of small pools share one server: idle connections leave soon.
    private static OrderingConnectionStrings Addresses(string superuser, string database)
    {
        string As(string role, string password) => new NpgsqlConnectionStringBuilder(superuser)
        {
            Database = database,
            Username = role,
            Password = password,
            ConnectionIdleLifetime = 10,
            ConnectionPruningInterval = 5,
        }.ConnectionString;
        return new(As(PostgresRoles.Owner, OwnerPassword), As(ServiceRoles.Service, ServicePassword));
    }

    private string NextName()
    {
        var name = $"test_{_run}_{Interlocked.Increment(ref _number)}";
        lock (_databases)
        {
            _databases.Add(name);
        }

        return name;
    }

    private async Task DropAllAsync()
    {
        foreach (var database in _databases.Distinct())
        {
            await RunAsync(await SuperuserAsync(), $"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }
    }

    private static async Task RunProgramAsync(string name, NpgsqlConnectionStringBuilder server, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(FolderOf(name)!, name), [$"--host={server.Host}", $"--port={server.Port}", $"--username={server.Username}", .. arguments])
        {
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = server.Password },
        };
        using var program = Process.Start(start)!;
        var said = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();
        if (program.ExitCode != 0)
        {
            throw new InvalidOperationException($"{name} ended with {program.ExitCode}: {said}");
        }
    }

    private static async Task RunAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
