namespace WhatsAppOrdering.Ordering;

public static class OrderingSetup
{
    public static IServiceCollection AddOrdering(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<OrderOptions>().Bind(configuration.GetSection(OrderOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<OrderLock>();
        services.AddScoped<TakeOrder>();
        services.AddScoped<OrderNews>();
        services.AddScoped<PlaceOrder>();
        services.AddScoped<PlaceCall>();
        services.AddScoped<ConfirmOrder>();
        services.AddScoped<RejectOrder>();
        services.AddScoped<CancelOrder>();
        services.AddScoped<ApproveOrder>();
        services.AddScoped<PriceRise>();
        services.AddScoped<DispatchOrder>();
        services.AddScoped<DeliverOrder>();
        services.AddScoped<Quantities>();
        services.AddScoped<OrderWishes>();
        services.AddScoped<ReadOrders>();
        services.AddSingleton<OrderBatches>();
        services.AddScoped<ExpireOrder>();
        services.AddScoped<ExtendExpiry>();
        services.AddSingleton<Audit>();
        services.AddSingleton<AuditHeads>();
        services.AddSingleton<HoldMetrics>();
        services.AddSingleton<ExpireOrders>();
        services.AddSingleton<MeasureHolds>();
        services.AddSingleton<AuditLedger>();
        return services;
    }
}
