using Microsoft.EntityFrameworkCore;

namespace WhatsAppOrdering.Data;

public static class DataSetup
{
    public static IServiceCollection AddData(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(new Pools(connectionString));
        services.AddScoped<ScopePool>();
        services.AddScoped<AfterCommit>();
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
