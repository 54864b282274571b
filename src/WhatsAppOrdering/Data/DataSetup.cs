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
            options.UseNpgsql(provider.GetRequiredService<Pools>()[provider.GetRequiredService<ScopePool>().Pool]));
        services.AddSingleton<Transactions>();
        return services;
    }
}
