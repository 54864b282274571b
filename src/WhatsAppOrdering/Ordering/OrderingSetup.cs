using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Ordering;

public static class OrderingSetup
{
    public static IServiceCollection AddOrdering(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<OrderOptions>().Bind(configuration.GetSection(OrderOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<OrderLock>();
        services.AddScoped<OrderNews>();
        services.AddScoped<PlaceOrder>();
        services.AddScoped<ConfirmOrder>();
        services.AddScoped<RejectOrder>();
        services.AddScoped<CancelOrder>();
        services.AddScoped<ExpireOrder>();
        services.AddScoped<ExtendExpiry>();
        services.AddSingleton<Audit>();
        services.AddJob<ExpireOrders>();
        services.AddJob<AuditLedger>();
        return services;
    }
}
