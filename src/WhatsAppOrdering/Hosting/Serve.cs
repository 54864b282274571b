using Microsoft.Extensions.Options;
using Npgsql;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Hosting;

/// <summary>Runs the service.</summary>
public static class Serve
{
    private const string TheLab = "To try it without any settings: dotnet run --project src/WhatsAppOrdering.Lab";

    public static Task<int> RunAsync(string[] args) => Start.RunAsync(async start =>
    {
        var builder = WebApplication.CreateBuilder(args);
        await using var app = Build(builder);
        Ports.MustBeFree(Addresses(builder.Configuration), "give another address with --urls http://127.0.0.1:5090");
        await start.ServeAsync(app);
    });

    /// <summary>The web application over the builder's configuration, ready to run: the one public start, also for the Lab and for tests.</summary>
    /// <exception cref="WrongSettingsException">It names every setting that is missing or wrong.</exception>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var ordering = builder.Configuration[Services.OrderingConnection] ?? "";
        var problems = Problems(ordering);
        builder.Services.AddSingleton(typeof(IOptionsFactory<>), typeof(ReadOptions<>));
        builder.Services.AddService(builder.Configuration, problems.Count == 0 ? ordering : "Host=none");
        var app = builder.Build();
        problems.AddRange(WrongSettingsException.ProblemsOf(app.Services));
        if (problems.Count > 0)
        {
            throw new WrongSettingsException(problems, ordering.Length == 0 ? TheLab : null);
        }

        app.MapService();
        return app;
    }

    /// <summary>The owner is bound by no row-level security and may write the ledger past its functions: one copied address would lift both guards.</summary>
    private static List<string> Problems(string ordering)
    {
        if (string.IsNullOrWhiteSpace(ordering))
        {
            return [WrongSettingsException.Missing(Services.OrderingConnection)];
        }

        try
        {
            var connection = new NpgsqlConnectionStringBuilder(ordering);
            List<string> problems = string.IsNullOrEmpty(connection.Host) ? [$"{Services.OrderingConnection} names no Host"] : [];
            return connection.Username == ServiceRoles.Service ? problems :
            [
                .. problems,
                $"{Services.OrderingConnection} logs in as '{connection.Username}'. The service must log in as {ServiceRoles.Service}, which row-level security binds; {Services.OwnerConnection} is for the verb migrate",
            ];
        }
        catch (ArgumentException odd)
        {
            // Its message would show the password of some odd strings.
            return [$"{Services.OrderingConnection} cannot be read ({odd.GetType().Name}); it should look like Host=db;Database=ordering;Username={ServiceRoles.Service};Password=…"];
        }
    }

    // As the host chooses: addresses, else ports, else its own default, which is the server's to judge.
    private static string Addresses(ConfigurationManager configuration) => configuration["urls"] ?? string.Join(
        ';', (configuration["http_ports"] ?? "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries).Select(port => $"http://+:{port}"));
}
