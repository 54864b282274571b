using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Ordering;

namespace WhatsAppOrdering.Hosting;

/// <summary>The program's verbs. Each prints what it did and exits with 0 when all is well, 1 otherwise.</summary>
public static class Verbs
{
    /// <summary>Brings the database to this version's schema, as its owner.</summary>
    public static async Task<int> MigrateAsync(string[] args)
    {
        try
        {
            var configuration = Configure(args).Configuration;
            var applied = await Migrate.ExecuteAsync(
                configuration.Require(Services.OwnerConnection), configuration.Require(Services.OrderingConnection), CancellationToken.None);
            System.Console.WriteLine(applied.Count == 0 ? "The schema is up to date." : $"Applied: {string.Join(", ", applied)}");
            return 0;
        }
        catch (Exception error) when (error is MissingSettingException or PostgresUnavailableException or Npgsql.NpgsqlException)
        {
            await System.Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <summary>Checks the books; prints one line per invariant.</summary>
    public static async Task<int> AuditAsync(string[] args)
    {
        try
        {
            var builder = Configure(args);
            builder.Services.AddBooks(builder.Configuration, builder.Configuration.Require(Services.OrderingConnection));
            using var host = builder.Build();
            var lines = await host.Services.GetRequiredService<Audit>().ExecuteAsync(CancellationToken.None);
            foreach (var line in lines)
            {
                System.Console.WriteLine(line.Breaches == 0 ? $"ok      {line.Invariant}" : $"BROKEN  {line.Invariant}: {line.Breaches}");
            }

            return lines.All(line => line.Breaches == 0) ? 0 : 1;
        }
        catch (Exception error) when (error is MissingSettingException or Npgsql.NpgsqlException)
        {
            await System.Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    public static int Unknown(string verb)
    {
        System.Console.Error.WriteLine($"'{verb}' is no verb of this program. There are: migrate, audit; without one it serves.");
        return 1;
    }

    private static HostApplicationBuilder Configure(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Logging.ClearProviders();
        return builder;
    }
}
