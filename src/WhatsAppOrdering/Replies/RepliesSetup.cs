using Microsoft.Extensions.Options;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

public static class RepliesSetup
{
    public static IServiceCollection AddReplies(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ReplyOptions>().Bind(configuration.GetSection(ReplyOptions.Section)).ValidateDataAnnotations()
            .Validate<IOptions<WhatsAppOptions>>(
                (replies, whatsApp) => replies.Lease > whatsApp.Value.SendTimeout,
                "Replies:Lease must be longer than WhatsApp:SendTimeout, or a send under way would count as lost.")
            .ValidateOnStart();
        services.AddOptions<ButtonOptions>().Bind(configuration.GetSection(ButtonOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(_ => ReplyTemplates.Load(Path.Combine(AppContext.BaseDirectory, "templates")));
        services.AddSingleton<ReplyRenderer>();
        services.AddSingleton<ButtonTokens>();
        services.AddSingleton<ReplyRoute>();
        services.AddScoped<Outbox>();
        services.AddScoped<ClaimReply>();
        services.AddScoped<MergeReplies>();
        services.AddScoped<StoreOutcome>();
        services.AddScoped<MoveReplies>();
        services.AddScoped<RecordStatus>();
        services.AddScoped<SendPauses>();
        services.AddSingleton<PostReply>();
        services.AddSingleton<SendReplies>();
        services.AddSingleton<SendPace>();
        services.AddSingleton<ReadMarks>();
        services.AddSingleton<WakeUps<ToSend>>();
        services.AddHostedService<SendingWorker>();
        services.AddSingleton<ResendReplies>();
        return services;
    }
}
