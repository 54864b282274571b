using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

public static class CreditSetup
{
    public static IServiceCollection AddCredit(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<CreditOptions>().Bind(configuration.GetSection(CreditOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new BusyRetry(
            provider.GetRequiredService<IOptions<CreditOptions>>().Value.MaxRetries, TimeProvider.System, Random.Shared));
        services.AddScoped(provider => new LockWait(provider.GetRequiredService<IOptions<CreditOptions>>().Value.LockTimeoutMilliseconds));
        services.AddSingleton<CreditMetrics>();
        services.AddScoped<LineLocks>();
        services.AddScoped<Reserve>();
        services.AddScoped<Postings>();
        services.AddScoped<FreezeLine>();
        services.AddScoped<PublishHeads>();
        services.AddScoped<ReadFigures>();
        services.AddScoped<ReadLine>();
        services.AddScoped<ReadAgeing>();
        services.AddSingleton<ReadLedger>();
        return services;
    }
}
