using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.Data;

public static class DataSetup
{
    public static IServiceCollection AddData(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(provider => new Pools(connectionString, provider.GetRequiredService<IOptions<DatabaseOptions>>().Value));
        services.AddScoped<ScopePool>();
        services.AddScoped<AfterCommit>();
        services.AddScoped<Ending>();
        services.AddPooledDbContextFactory<OrderingDb>(options => OrderingDb.Configure(options).UseNpgsql().FailuresAreTheCallersToTell());
        services.AddScoped(Lend);
        services.AddMetrics();
        services.AddSingleton<DataMetrics>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Outage>();
        services.AddSingleton<Background>();
        services.AddSingleton<Transactions>();
        services.AddSingleton<Alone>();
        return services;
    }

    /// <summary>
    /// A context that served others before, on a connection of the scope's pool; a turn has several, and making one costs more
    /// than what it does. Given a connection rather than its source: EF would build its services and its model anew for each source.
    /// </summary>
    private static OrderingDb Lend(IServiceProvider scope)
    {
        var db = scope.GetRequiredService<IDbContextFactory<OrderingDb>>().CreateDbContext();
        // EF's asynchronous reset keeps its count of openings: a context whose transaction was cancelled between opening and BEGIN comes back as open.
        db.Database.CloseConnection();
        db.Database.SetDbConnection(scope.GetRequiredService<Pools>()[scope.GetRequiredService<ScopePool>().Pool].CreateConnection(), contextOwnsConnection: true);
        return db;
    }

    /// <summary>Every failure reaches a caller who knows what it means; told by Entity Framework too, each would be two stacks in the log.</summary>
    internal static TBuilder FailuresAreTheCallersToTell<TBuilder>(this TBuilder options)
        where TBuilder : DbContextOptionsBuilder
    {
        options.ConfigureWarnings(events => events.Log(
            (RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.TransactionError, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
        return options;
    }
}
