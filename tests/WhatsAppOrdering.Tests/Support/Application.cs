using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>The service's program, started as its users start it, with settings in place of their files. On a real port: browsers and the emulator call it too.</summary>
internal sealed class Application(
    string environment, IReadOnlyDictionary<string, string?> settings, ILoggerProvider log, Action<IServiceCollection> add)
    : WebApplicationFactory<OrderingDb>
{
    // Making them takes a second and a half, and every service of this process says the same words.
    public static readonly Lazy<ReplyTemplates> Words = new(() => ReplyTemplates.Load(Path.Combine(AppContext.BaseDirectory, "templates")));

    /// <summary>Starts it.</summary>
    /// <returns>Where it listens.</returns>
    public Uri Start()
    {
        UseKestrel(0);
        StartServer();
        return new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // What is read before the host is built comes too late by any other way.
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        // Published, the pages' files lie beside the program; here they lie in its source.
        builder.UseEnvironment(environment).UseContentRoot(AppContext.BaseDirectory).UseStaticWebAssets();
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Information));
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(_ => Words.Value);
            add(services);
        });
    }
}
