using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Conversations;

public static class ConversationsSetup
{
    public static IServiceCollection AddConversations(this IServiceCollection services)
    {
        services.AddSingleton<StoreWebhook>();
        services.AddSingleton<HandleConversation>();
        services.AddSingleton<HandleStatuses>();
        services.AddSingleton<Interpretations>();
        services.AddSingleton<Classify>();
        services.AddSingleton<WakeUps<ToHandle>>();
        services.AddSingleton<WakeUps<StatusesToHandle>>();
        services.AddScoped<Inbox>();
        services.AddScoped<Turn>();
        services.AddScoped<Taps>();
        services.AddScoped<Carts>();
        services.AddScoped<PlaceCart>();
        services.AddScoped<RetailerDialogue>();
        services.AddScoped<ApproverDialogue>();
        services.AddHostedService<TurnWorker>();
        services.AddHostedService<StatusWorker>();
        services.AddJob<HandleStrandedMessages>();
        return services;
    }
}
