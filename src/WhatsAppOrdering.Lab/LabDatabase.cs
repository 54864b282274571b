using Npgsql;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Lab.Postgres;

namespace WhatsAppOrdering.Lab;

/// <summary>PostgreSQL of the Lab's own, found or fetched, with the service's database at this version and a clock that can be moved.</summary>
internal sealed class LabDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private LabDatabase(PostgresServer server, OrderingConnectionStrings connections)
    {
        _server = server;
        Connections = connections;
    }

    public OrderingConnectionStrings Connections { get; }

    public LabClock Clock { get; } = new();

    public static async Task<LabDatabase> OpenAsync(LabSettings lab, CancellationToken ct)
    {
        try
        {
            return await OpenOnceAsync(lab, ct);
        }
        catch (Exception error) when (error is NpgsqlException or IOException or UnauthorizedAccessException || error.InnerException is NpgsqlException)
        {
            var cause = error.InnerException as NpgsqlException ?? error;
            throw new StartFailedException($"The database in {lab.Folder} cannot be used: {cause.Message} If this stays, delete {lab.Folder} for a fresh start.", error);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<LabDatabase> OpenOnceAsync(LabSettings lab, CancellationToken ct)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        var server = await PostgresServer.StartAsync(new PostgresSettings(lab.Folder), logs.CreateLogger("PostgreSQL"), ct);
        try
        {
            var connections = await PostgresRoles.PrepareDatabaseAsync(
                server.SuperuserConnectionString, "ordering", lab.Secrets.OwnerPassword, lab.Secrets.ServicePassword, ct);
            await Migrate.ExecuteAsync(connections.Owner, connections.Ordering, ct);
            var database = new LabDatabase(server, connections);
            await database.Clock.InstallAsync(connections.Owner, ct);
            return database;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
