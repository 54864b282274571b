using Microsoft.AspNetCore.Authorization;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Api.Described;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Office.Logins;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Hosting;

/// <summary>What the program consists of, for the service and for its verbs.</summary>
public static class Services
{
    public const string OrderingConnection = "ConnectionStrings:Ordering";
    public const string OwnerConnection = "ConnectionStrings:Owner";

    /// <summary>A missing setting stops the start and is named.</summary>
    public static string Require(this IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new MissingSettingException(name);

    /// <summary>Money and orders: all that a verb needs.</summary>
    public static IServiceCollection AddBooks(this IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        services.AddData(connectionString);
        services.AddCredit(configuration);
        services.AddOrdering(configuration);
        services.AddSingleton<CatalogCache>();
        return services;
    }

    /// <summary>The whole service.</summary>
    public static IServiceCollection AddService(this IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        services.AddBooks(configuration, connectionString);
        services.AddWhatsApp(configuration);
        services.AddReplies(configuration);
        services.AddConversations(configuration);
        services.AddApi(configuration);
        services.AddApiDescription();
        services.AddSingleton<PostToLine>();
        services.AddScoped<ImportCatalog>();
        services.AddParties();
        services.AddOptions<MetricsOptions>().Bind(configuration.GetSection(MetricsOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        // Before the jobs, so that it ends after them and sends what they still did.
        services.AddHostedService<MetricsExport>();
        services.AddJobs();
        services.AddControllers();
        services.AddRazorPages(options => options.RootDirectory = "/Office");
        services.AddSignIn(configuration);
        services.AddAuthorizationBuilder().SetFallbackPolicy(ClosedByDefault.Policy);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ClosedByDefault>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(40));
        return services;
    }
}

/// <summary>A setting without which there is no start.</summary>
public sealed class MissingSettingException(string name)
    : Exception($"The setting {name} is missing. Set it in appsettings.json, or as the environment variable {name.Replace(":", "__", StringComparison.Ordinal)}.");
