using Microsoft.Extensions.Options;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Api.Described;
using WhatsAppOrdering.Hosting.Development;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Office.Logins;

namespace WhatsAppOrdering.Hosting;

/// <summary>Runs the service. In Development and without a connection string everything it needs is found or fetched first.</summary>
public static class Serve
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var interruption = new Interruption();
        var builder = WebApplication.CreateBuilder(args);
        var ready = false;
        try
        {
            await using var development = await DevelopmentRun.StartIfWantedAsync(builder, interruption.Token);
            await using var app = Build(builder);
            // Before the host does it, which would log a missing setting as a crash with its stack.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            if (development is not null)
            {
                await development.AttachAsync(app, interruption.Token);
            }

            await app.StartAsync(interruption.Token);
            ready = true;
            await app.WaitForShutdownAsync(interruption.Token);
            return 0;
        }
        catch (Exception) when (!ready && interruption.Token.IsCancellationRequested)
        {
            await System.Console.Error.WriteLineAsync("Stopped before it was ready.");
        }
        catch (MissingSettingException missing)
        {
            await System.Console.Error.WriteLineAsync(missing.Message);
        }
        catch (OptionsValidationException invalid)
        {
            await TellAsync(invalid);
        }
        catch (AggregateException several) when (several.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            await TellAsync([.. several.InnerExceptions.Cast<OptionsValidationException>()]);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await System.Console.Error.WriteLineAsync($"{taken.Message} Is the service running already? Another address can be given with --urls http://127.0.0.1:5090.");
        }
        catch (Exception known) when (known is PostgresUnavailableException or StartFailedException)
        {
            await System.Console.Error.WriteLineAsync(known.Message);
        }

        return 1;
    }

    /// <summary>The web application over the builder's configuration, ready to run.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var ordering = builder.Configuration.Require(Services.OrderingConnection);
        RequireServiceRole(ordering);
        builder.Services.AddService(builder.Configuration, ordering);
        var app = builder.Build();
        app.UsePageHeaders();
        app.UseApiProblems();
        app.UsePlainRefusals();
        app.UseStaticFiles();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.MapControllers();
        app.MapHealth();
        app.MapApiDescription();
        app.MapRazorPages();
        app.MapGet("/", (HttpContext context) => Results.Redirect(context.User.Identity?.IsAuthenticated == true ? OfficePaths.Home : OfficePaths.SignIn))
            .AllowAnonymous().ExcludeFromDescription();
        return app;
    }

    /// <summary>The owner is bound by no row-level security and may write the ledger past its functions: one copied address would lift both guards.</summary>
    private static void RequireServiceRole(string connection)
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(connection).Username;
        if (name != ServiceRoles.Service)
        {
            throw new StartFailedException(
                $"{Services.OrderingConnection} logs in as '{name}'. The service must log in as {ServiceRoles.Service}, which row-level security binds; ConnectionStrings:Owner is for the verb migrate.");
        }
    }

    private static Task TellAsync(params OptionsValidationException[] invalid) =>
        System.Console.Error.WriteLineAsync(string.Join(Environment.NewLine, invalid.SelectMany(one => one.Failures).Distinct()));
}
