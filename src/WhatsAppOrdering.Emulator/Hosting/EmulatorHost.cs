using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Faults;
using WhatsAppOrdering.Emulator.Graph;
using WhatsAppOrdering.Emulator.Page;
using WhatsAppOrdering.Emulator.State;
using WhatsAppOrdering.Emulator.Templates;
using WhatsAppOrdering.Emulator.Time;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.Hosting;

/// <summary>Puts the emulator together, for its own process and for tests in theirs.</summary>
public static class EmulatorHost
{
    /// <summary>Builds the emulator; start it with <c>StartAsync</c> and read its address from <c>Urls</c>.</summary>
    /// <param name="args">Settings such as <c>--Emulator:Urls=http://127.0.0.1:0</c>.</param>
    /// <exception cref="OptionsValidationException">A setting is missing or malformed; it names the setting.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        UseOnlyOwnSettings(builder, args);
        AddServices(builder);

        var app = builder.Build();
        app.Services.GetRequiredService<KeepState>().Restore();
        app.Urls.Add(app.Services.GetRequiredService<EmulatorOptions>().Urls);
        app.MapPage();
        app.MapControl();
        app.MapClock();
        app.MapFaults();
        app.MapEvents();
        app.MapScenario();
        app.MapMedia();
        app.MapTemplates();
        app.MapGraph();
        app.PlayAtStart(app.Services.GetRequiredService<EmulatorOptions>().Scenario);
        return app;
    }

    // A settings file or ASPNETCORE_URLS that lies about belongs to the service next door.
    private static void UseOnlyOwnSettings(WebApplicationBuilder builder, string[] args)
    {
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        builder.Logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<EmulatorOptions>().BindConfiguration(EmulatorOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.TimeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _), "Emulator:TimeZone is no zone that IANA names, such as Asia/Kathmandu.")
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<EmulatorOptions>>().Value);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddProblemDetails();
        services.AddSingleton(new HttpClient { Timeout = TimeSpan.FromSeconds(15) });
        services.AddSingleton<EmulatorClock>();
        services.AddSingleton<EventStream>();
        services.AddSingleton<ChatBook>();
        services.AddSingleton<PersonActions>();
        services.AddSingleton<BusinessActions>();
        services.AddSingleton<TemplateStore>();
        services.AddSingleton<FaultPlan>();
        services.AddSingleton<WebhookFaults>();
        services.AddSingleton<HappenAtMeta>();
        services.AddSingleton<SendLimits>();
        services.AddSingleton<MediaShelf>();
        services.AddSingleton<MessageReader>();
        services.AddSingleton<WebhookQueue>();
        services.AddSingleton<StateChanges>();
        services.AddSingleton<KeepState>();
        // Before those who change the state, so that it ends after them.
        services.AddHostedService(provider => provider.GetRequiredService<KeepState>());
        services.AddHostedService<WebhookSender>();
    }
}
