using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>
/// A PostgreSQL server of our own on 127.0.0.1, for development, demonstration and tests. It runs in a session of its
/// own, so that Ctrl+C in the terminal reaches the host first and the server is stopped after it.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly ILogger _logger;

    private PostgresServer(DataDirectory data, int port, bool adopted, ILogger logger)
    {
        _data = data;
        _logger = logger;
        Port = port;
        WasAdopted = adopted;
        SuperuserConnectionString = RunningServer.ConnectionString(port, data.ReadPassword());
    }

    public string SuperuserConnectionString { get; }

    public int Port { get; }

    /// <summary>True when the server was already running: an earlier process crashed, or another one shares it.</summary>
    public bool WasAdopted { get; }

    public string DataDirectory => _data.FullPath;

    /// <summary>Finds or fetches PostgreSQL, makes the cluster once, and starts it or adopts it if it runs.</summary>
    /// <exception cref="PostgresUnavailableException">The message names what can be done.</exception>
    public static async Task<PostgresServer> StartAsync(PostgresSettings settings, ILogger logger, CancellationToken cancel)
    {
        var place = await PostgresPlace.OpenAsync(settings.DataRoot, cancel);
        await using var turn = await StartLock.TakeAsync(place.Combine("start.lock"), cancel);
        var binaries = await PostgresBinaries.FindAsync(place, settings.BinariesRoot, logger, cancel);
        var data = new DataDirectory(place, binaries);
        var running = await RunningServer.FindAsync(data, logger, cancel);
        var port = running ?? await StartNewAsync(data, place, settings, logger, cancel);
        TakeOwnership(data);
        if (running is null)
        {
            PostgresLog.Started(logger, binaries.Major, port, data.FullPath);
        }
        else
        {
            PostgresLog.Adopted(logger, binaries.Major, port);
        }

        return new PostgresServer(data, port, running is not null, logger);
    }

    /// <summary>Stops the server, unless another living process of ours started it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ProcessMark.Read(_data.OwnerFilePath) is not { IsCurrent: true } || !File.Exists(PostmasterFile.PathIn(_data.FullPath)))
        {
            return;
        }

        var stopped = await _data.StopAsync(CancellationToken.None);
        if (stopped.Succeeded)
        {
            File.Delete(_data.OwnerFilePath);
        }
        else
        {
            PostgresLog.NotStopped(_logger, _data.FullPath, stopped.Text);
        }
    }

    private static async Task<int> StartNewAsync(
        DataDirectory data, PostgresPlace place, PostgresSettings settings, ILogger logger, CancellationToken cancel)
    {
        if (!data.Exists)
        {
            foreach (var other in Directory.GetDirectories(place.Root, "postgres-??"))
            {
                PostgresLog.OtherVersion(logger, other);
            }

            await data.InitializeAsync(settings.Durable, cancel);
        }

        return await data.StartAsync(settings, cancel);
    }

    private static void TakeOwnership(DataDirectory data)
    {
        if (ProcessMark.Read(data.OwnerFilePath) is not { } owner || !owner.IsRunning())
        {
            ProcessMark.Current().Write(data.OwnerFilePath);
        }
    }
}
