using Microsoft.EntityFrameworkCore;
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
            options.UseNpgsql(provider.GetRequiredService<Pools>()[provider.GetRequiredService<ScopePool>().Pool].CreateConnection(), contextOwnsConnection: true));
        services.AddMetrics();
        services.AddSingleton<DataMetrics>();
        services.AddSingleton<Background>();
        services.AddSingleton<Transactions>();
        services.AddSingleton<Alone>();
        return services;
    }
}
