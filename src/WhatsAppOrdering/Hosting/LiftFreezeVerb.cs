using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Hosting;

/// <summary><c>lift-freeze WHOLESALER LINE REASON</c>: a line that the audit froze trades again, after its repair. Kept with the reason.</summary>
public static class LiftFreezeVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var settings = Verb.SettingsOf(args);
        if (args.Except(settings).ToArray() is not [var supplier, var shop, var reason]
            || !Guid.TryParse(supplier, out var wholesaler) || !Guid.TryParse(shop, out var line) || string.IsNullOrWhiteSpace(reason))
        {
            return await Verb.FailAsync("usage: lift-freeze WHOLESALER LINE REASON (two ids, and the reason in quotes)");
        }

        try
        {
            var builder = Verbs.Configure(settings);
            builder.Services.AddBooks(builder.Configuration, builder.Configuration.Require(Services.OrderingConnection));
            using var host = builder.Build();
            var lifted = await host.Services.GetRequiredService<Transactions>().RunWithRetryAsync(
                Pool.Pages,
                (FreezeLine freeze, CancellationToken ct) => freeze.LiftAsync(new WholesalerId(wholesaler), new CreditLineId(line), "operator", reason, ct),
                CancellationToken.None);
            if (!lifted)
            {
                return await Verb.FailAsync("This wholesaler has no frozen line of that id.");
            }

            System.Console.WriteLine($"Credit line {line} of wholesaler {wholesaler} trades again. The next audit freezes it if it is still broken.");
            return 0;
        }
        catch (Exception error) when (error is WrongSettingsException or Npgsql.NpgsqlException || error.InnerException is Npgsql.NpgsqlException)
        {
            return await Verb.FailAsync((error.InnerException as Npgsql.NpgsqlException ?? error).Message);
        }
    }
}
