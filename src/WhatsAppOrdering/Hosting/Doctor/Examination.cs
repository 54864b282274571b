using Microsoft.Extensions.Options;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Hosting.Doctor;

/// <summary>Tells a new operator what is wrong before Meta does: settings, Meta, webhook, database. Changes nothing.</summary>
public static class Examination
{
    /// <summary>Everything that was looked at. One trouble never hides another.</summary>
    /// <param name="services">With the slices WhatsApp and Replies.</param>
    /// <param name="templates">The directory of our words.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(IServiceProvider services, IConfiguration configuration, string templates, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var time = services.GetRequiredService<TimeProvider>();
        var found = new List<Finding>();
        found.AddRange(Secrets<ButtonOptions>(services, "button key"));
        var meta = Secrets<WhatsAppOptions>(services, "secrets").ToList();
        found.AddRange(meta);
        if (meta.TrueForAll(finding => finding.Verdict == Verdict.Good))
        {
            var options = services.GetRequiredService<IOptions<WhatsAppOptions>>();
            found.AddRange(await new MetaChecks(
                services.GetRequiredService<ICloudApi>(), services.GetRequiredService<TemplateLibrary>(), options, time).RunAsync(templates, ct));
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(15) };
            found.Add(await WebhookCheck.RunAsync(http, options.Value, ct));
        }

        found.AddRange(await DatabaseChecks.RunAsync(configuration[Services.OrderingConnection], time, ct));
        return found;
    }

    private static IEnumerable<Finding> Secrets<TOptions>(IServiceProvider services, string what)
        where TOptions : class
    {
        try
        {
            _ = services.GetRequiredService<IOptions<TOptions>>().Value;
            return [Finding.Good(what, "present")];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures.Select(failure => Finding.Bad(what, failure, "set it in appsettings.json, a secret store or the environment"));
        }
    }
}
