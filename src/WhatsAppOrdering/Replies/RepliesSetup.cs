using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Replies;

public static class RepliesSetup
{
    public static IServiceCollection AddReplies(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ReplyOptions>().Bind(configuration.GetSection(ReplyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddReplyTexts(configuration);
        services.AddSingleton<ReplyRoute>();
        services.AddScoped<Outbox>();
        services.AddScoped<OutboxClaims>();
        services.AddScoped<RecordStatus>();
        services.AddSingleton<SendReplies>();
        services.AddSingleton<WakeUps<ToSend>>();
        services.AddHostedService<SendingWorker>();
        services.AddJob<ResendReplies>();
        return services;
    }
}
