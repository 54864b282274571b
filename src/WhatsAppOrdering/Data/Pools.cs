using Npgsql;

namespace WhatsAppOrdering.Data;

/// <summary>Who asks for connections. Each has a small pool of its own, so that waiting for a busy line never starves the webhook.</summary>
public enum Pool
{
    Pages,

    /// <summary>Writes over HTTP, which wait for lines: keys are looked up and pages are read meanwhile.</summary>
    Writes,
    Turns,
    Sending,
    Webhooks,

    /// <summary>Each job works off one thing at a time.</summary>
    Jobs,

    /// <summary>The audit goes through everything: it takes no connection from those who work.</summary>
    Audit,
}

/// <summary>The named pools over the service's connection string.</summary>
public sealed class Pools : IAsyncDisposable
{
    private readonly Dictionary<Pool, NpgsqlDataSource> _sources;

    public Pools(string connectionString, DatabaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _sources = Enum.GetValues<Pool>().ToDictionary(pool => pool, pool => Make(connectionString, pool, options.Of(pool)));
    }

    public NpgsqlDataSource this[Pool pool] => _sources[pool];

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values)
        {
            await source.DisposeAsync();
        }
    }

    private static NpgsqlDataSource Make(string connectionString, Pool pool, int size)
    {
        // Npgsql's metrics carry the source's name; without one they would carry the connection string.
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = $"ordering {pool}" };
        builder.ConnectionStringBuilder.MaxPoolSize = size;
        builder.ConnectionStringBuilder.ApplicationName = $"whatsapp-ordering {pool}";
        builder.ConnectionStringBuilder.MaxAutoPrepare = 100;
        // Whatever we set ends with its transaction, and what was locked for longer is unlocked: nothing is there for the seven
        // statements that would clean up whenever a connection is given back.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        // The last bounds of a lock wait, a statement and a forgotten transaction; the credit functions set a shorter wait of their own.
        // The audit waits for nobody and walks in pages, of which one may take its time.
        builder.ConnectionStringBuilder.Options = $"-c lock_timeout=5s -c statement_timeout={(pool == Pool.Audit ? 0 : 30)}s -c idle_in_transaction_session_timeout=30s -c timezone=UTC";
        return builder.Build();
    }
}

/// <summary>The pool of the current scope; a root names it before anything is resolved.</summary>
public sealed class ScopePool
{
    public Pool Pool { get; set; } = Pool.Pages;
}
