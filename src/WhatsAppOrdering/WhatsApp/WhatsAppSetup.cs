using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Refit;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Wires Meta's client.</summary>
public static class WhatsAppSetup
{
    /// <summary>Adds <see cref="MessageSender"/>, <see cref="ICloudApi"/> and the options, which are checked at the start.</summary>
    public static IServiceCollection AddWhatsApp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WhatsAppOptions>()
            .Bind(configuration.GetSection(WhatsAppOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddTransient<BearerToken>();
        services.AddTransient<RetryUnsent>();
        // The name of the HTTP client is the interface's, whatever Refit calls its own: downloads and tests ask for it by that.
        services.AddRefitGeneratedClient<ICloudApi>(_ => Settings(), nameof(ICloudApi))
            .ConfigureHttpClient(Configure)
            .UseSocketsHttpHandler((handler, _) => Configure(handler))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<BearerToken>()
            .AddHttpMessageHandler<RetryUnsent>()
            .RemoveAllLoggers();
        return services.AddSingleton<MessageSender>().AddSingleton<MediaUpload>().AddSingleton<MediaDownload>().AddSingleton<TemplateLibrary>();
    }

    /// <summary>From the JSON context, or Refit would write names in its own case; failures as they are, or nobody could tell what never left.</summary>
    public static RefitSettings Settings()
    {
        var settings = RefitSettings.ForJsonContext(CloudApiJson.Default);
        settings.TransportExceptionFactory = static (_, failure, _) => failure;
        return settings;
    }

    private static void Configure(IServiceProvider services, HttpClient http)
    {
        var options = services.GetRequiredService<IOptions<WhatsAppOptions>>().Value;
        http.BaseAddress = new Uri(options.GraphBaseUrl.TrimEnd('/'));
        http.Timeout = Timeout.InfiniteTimeSpan;
    }

    // The sender keeps its client for life, so it is the pool that follows DNS. A redirect would carry the token elsewhere.
    private static void Configure(SocketsHttpHandler handler)
    {
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
    }
}
