using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;

namespace WhatsAppOrdering.Hosting;

/// <summary>What service and verbs have in common.</summary>
public static class Services
{
    public const string OrderingConnection = "ConnectionStrings:Ordering";
    public const string OwnerConnection = "ConnectionStrings:Owner";

    /// <summary>A setting that a verb cannot do without.</summary>
    /// <exception cref="WrongSettingsException">It is missing.</exception>
    public static string Require(this IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value)
            ? value
            : throw new WrongSettingsException([WrongSettingsException.Missing(name)]);

    /// <summary>What the wiring must know before the container is there. A value that cannot be read is named by the check at the start.</summary>
    internal static T ReadOrDefault<T>(this IConfiguration section)
        where T : new()
    {
        try
        {
            return section.Get<T>() ?? new T();
        }
        catch (InvalidOperationException)
        {
            return new T();
        }
    }

    /// <summary>Money and orders: all that a verb needs.</summary>
    public static IServiceCollection AddBooks(this IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddData(connectionString);
        services.AddCredit(configuration);
        services.AddOrdering(configuration);
        services.AddSingleton<CatalogCache>();
        return services;
    }
}
