using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Hosting;

/// <summary>
/// <c>api-key add (--wholesaler ID | --operator) --scopes a,b [--name N]</c>, <c>api-key list</c>, <c>api-key revoke ID</c>.
/// A key's text is printed once, by add; nothing stores it. The scope <c>admin</c> stands for all that sets up a wholesaler.
/// </summary>
public static class ApiKeyVerb
{
    private const string Usage =
        "api-key add (--wholesaler ID | --operator) --scopes a,b [--name N]  |  api-key list  |  api-key revoke ID";

    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        try
        {
            var settings = Verb.SettingsOf(args);
            var builder = Verbs.Configure(settings);
            builder.Services.AddBooks(builder.Configuration, builder.Configuration.Require(Services.OrderingConnection));
            builder.Services.AddSingleton<ApiKeys>();
            using var host = builder.Build();
            return await RunAsync(host.Services.GetRequiredService<ApiKeys>(), [.. args.Except(settings)]);
        }
        catch (Exception error) when (error is WrongSettingsException or Npgsql.NpgsqlException)
        {
            return await Verb.FailAsync(error.Message);
        }
    }

    private static async Task<int> RunAsync(ApiKeys keys, string[] args)
    {
        switch (args)
        {
            case ["add", .. var rest]:
                return await AddAsync(keys, rest);
            case ["list"]:
                foreach (var key in await keys.ListAsync(CancellationToken.None))
                {
                    System.Console.WriteLine(
                        $"{key.Id}  {key.WholesalerId?.Value.ToString() ?? "operator"}  {key.Name}  {string.Join(',', key.Scopes)}  made {key.CreatedAt:u}{(key.RevokedAt is { } at ? $"  revoked {at:u}" : "")}");
                }

                return 0;
            case ["revoke", var id] when Guid.TryParse(id, out var known):
                if (!await keys.RevokeAsync(known, CancellationToken.None))
                {
                    return await Verb.FailAsync("There is no such living key.");
                }

                System.Console.WriteLine("Revoked.");
                return 0;
            default:
                return await Verb.FailAsync(Usage);
        }
    }

    private static async Task<int> AddAsync(ApiKeys keys, string[] args)
    {
        var (wholesaler, ofOperator, name, scopes) = ((Guid?)null, false, "api", Array.Empty<string>());
        for (var at = 0; at < args.Length; at++)
        {
            switch (args[at])
            {
                case "--operator": ofOperator = true; break;
                case "--wholesaler" when at + 1 < args.Length && Guid.TryParse(args[at + 1], out var id): (wholesaler, at) = (id, at + 1); break;
                case "--name" when at + 1 < args.Length: (name, at) = (args[at + 1], at + 1); break;
                case "--scopes" when at + 1 < args.Length: (scopes, at) = (args[at + 1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), at + 1); break;
                default: return await Verb.FailAsync(Usage);
            }
        }

        var allowed = ofOperator ? ApiScopes.All : [.. ApiScopes.All.Where(scope => scope != ApiScopes.Operator)];
        if (ofOperator == wholesaler is not null || name.Length == 0)
        {
            return await Verb.FailAsync(Usage);
        }

        if (scopes.Length == 0 || scopes.Except([.. allowed, ApiScopes.Admin]).Any())
        {
            return await Verb.FailAsync($"Scopes of such a key: {string.Join(", ", allowed)}, and {ApiScopes.Admin}, which stands for {string.Join(", ", ApiScopes.OfAdmin(ofOperator))}.");
        }

        scopes = [.. scopes.SelectMany(scope => scope == ApiScopes.Admin ? ApiScopes.OfAdmin(ofOperator) : [scope]).Distinct()];

        try
        {
            System.Console.WriteLine(await keys.CreateAsync(wholesaler is { } one ? new WholesalerId(one) : null, name, scopes, CancellationToken.None));
            return 0;
        }
        catch (Microsoft.EntityFrameworkCore.DbUpdateException refused) when (refused.InnerException is Npgsql.PostgresException { SqlState: "23503" })
        {
            return await Verb.FailAsync("There is no such wholesaler.");
        }
    }
}
