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
        services.AddDbContext<OrderingDb>((provider, options) =>
            // A connection rather than its source: EF would build its services and its model anew for each source.
            options.UseNpgsql(provider.GetRequiredService<Pools>()[provider.GetRequiredService<ScopePool>().Pool].CreateConnection(), contextOwnsConnection: true)
                .FailuresAreTheCallersToTell());
        services.AddMetrics();
        services.AddSingleton<DataMetrics>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Outage>();
        services.AddSingleton<Background>();
        services.AddSingleton<Transactions>();
        services.AddSingleton<Alone>();
        return services;
    }

    /// <summary>Every failure reaches a caller who knows what it means; told by Entity Framework too, each would be two stacks in the log.</summary>
    internal static DbContextOptionsBuilder FailuresAreTheCallersToTell(this DbContextOptionsBuilder options) =>
        options.ConfigureWarnings(events => events.Log(
            (RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.TransactionError, LogLevel.Debug),
            (CoreEventId.QueryIterationFailed, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
}
