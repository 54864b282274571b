using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Replies;

public static class RepliesSetup
{
    public static IServiceCollection AddReplies(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ReplyOptions>().Bind(configuration.GetSection(ReplyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ButtonOptions>().Bind(configuration.GetSection(ButtonOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(_ => ReplyTemplates.Load(Path.Combine(AppContext.BaseDirectory, "templates")));
        services.AddSingleton<ReplyRenderer>();
        services.AddSingleton<ButtonTokens>();
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
