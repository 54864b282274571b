using Microsoft.Extensions.Options;
using WhatsAppOrdering.Hosting.Development;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Hosting;

/// <summary>Runs the service. In Development and without a connection string everything it needs is found or fetched first.</summary>
public static class Serve
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        try
        {
            await using var development = await DevelopmentRun.StartIfWantedAsync(builder, CancellationToken.None);
            var app = Build(builder);
            if (development is not null)
            {
                await development.AttachAsync(app, CancellationToken.None);
            }

            await app.RunAsync();
            return 0;
        }
        catch (MissingSettingException missing)
        {
            await System.Console.Error.WriteLineAsync(missing.Message);
        }
        catch (OptionsValidationException invalid)
        {
            await System.Console.Error.WriteLineAsync(string.Join(Environment.NewLine, invalid.Failures));
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await System.Console.Error.WriteLineAsync($"{taken.Message} Is the service running already? Another address can be given with --urls http://127.0.0.1:5090.");
        }
        catch (PostgresUnavailableException unavailable)
        {
            await System.Console.Error.WriteLineAsync(unavailable.Message);
        }

        return 1;
    }

    /// <summary>The web application over the builder's configuration, ready to run.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddService(builder.Configuration, builder.Configuration.Require(Services.OrderingConnection));
        var app = builder.Build();
        app.UseStaticFiles();
        app.UseAuthorization();
        app.MapControllers();
        app.MapHealth();
        if (app.Environment.IsDevelopment())
        {
            // Until logins exist, the console is for whoever sits at the machine.
            app.MapRazorPages().AllowAnonymous();
        }

        return app;
    }
}
