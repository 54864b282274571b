using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Wires Meta's client.</summary>
public static class WhatsAppSetup
{
    private const int LargestAnswer = 1024 * 1024;

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
        services.AddHttpClient<ICloudApi, CloudApi>(Configure)
            .UseSocketsHttpHandler((handler, _) => Configure(handler))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<BearerToken>()
            .AddHttpMessageHandler<RetryUnsent>()
            .RemoveAllLoggers();
        return services.AddSingleton<MessageSender>().AddSingleton<MediaUpload>().AddSingleton<MediaDownload>().AddSingleton<TemplateLibrary>();
    }

    private static void Configure(IServiceProvider services, HttpClient http)
    {
        var options = services.GetRequiredService<IOptions<WhatsAppOptions>>().Value;
        http.BaseAddress = new Uri(options.GraphBaseUrl.TrimEnd('/') + "/");
        http.Timeout = Timeout.InfiniteTimeSpan;
        http.MaxResponseContentBufferSize = LargestAnswer;
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
