using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

public static class ConversationsSetup
{
    public static IServiceCollection AddConversations(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ConversationOptions>().Bind(configuration.GetSection(ConversationOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StoreWebhook>();
        services.AddSingleton<HandleConversation>();
        services.AddSingleton<HandleStatuses>();
        services.AddSingleton<ConversationMetrics>();
        services.AddSingleton<Interpretations>();
        services.AddSingleton<Classify>();
        services.AddSingleton<WakeUps<ToHandle>>();
        services.AddSingleton<WakeUps<StatusesToHandle>>();
        services.AddScoped<Inbox>();
        services.AddScoped<Turn>();
        services.AddScoped<BeginTalk>();
        services.AddScoped<AnswerMessage>();
        services.AddScoped<AnswerBusy>();
        services.AddScoped<Admission>();
        services.AddSingleton<IReplyAttachment, StatementAttachment>();
        services.AddSingleton<IIdentityWatch, WatchIdentity>();
        services.AddScoped<Taps>();
        services.AddScoped<OrderTaps>();
        services.AddScoped<CartTaps>();
        services.AddScoped<ShopTaps>();
        services.AddScoped<ApproverTaps>();
        services.AddScoped<TellApprover>();
        services.AddScoped<Quarantine>();
        services.AddScoped<Alarms>();
        services.AddScoped<EndLeases>();
        services.AddScoped<EscalateRequest>();
        services.AddScoped<RecordStatuses>();
        services.AddScoped<SenderNews>();
        services.AddScoped<Floods>();
        services.AddScoped<Statements>();
        services.AddScoped<OfficeNotes>();
        services.AddScoped<CatalogCarts>();
        services.AddScoped<SecondThoughts>();
        services.AddScoped<Carts>();
        services.AddScoped<CartBubbles>();
        services.AddScoped<ReadCartTalk>();
        services.AddScoped<ReadProof>();
        services.AddScoped<PlaceCart>();
        services.AddScoped<Questions>();
        services.AddScoped<RetailerAnswers>();
        services.AddScoped<WholesalerChoice>();
        services.AddScoped<OrderQuestions>();
        services.AddScoped<Unread>();
        services.AddScoped<RetailerWords>();
        services.AddScoped<RetailerDialogue>();
        services.AddScoped<ApproverDialogue>();
        services.AddSingleton<WakeUps<CatalogToIndex>>();
        services.AddHostedService<IndexCatalogs>();
        services.AddHostedService<TurnWorker>();
        services.AddHostedService<StatusWorker>();
        services.AddSingleton<HandleStrandedMessages>();
        services.AddSingleton<ActOnNews>();
        services.AddSingleton<EscalateRequests>();
        services.AddSingleton<PurgeTexts>();
        return services;
    }
}
