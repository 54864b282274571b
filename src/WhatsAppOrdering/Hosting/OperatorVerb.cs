using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Office;
using WhatsAppOrdering.Office.Logins;

namespace WhatsAppOrdering.Hosting;

/// <summary>
/// <c>operator add EMAIL [--url URL]</c> and <c>operator list</c>. There is no default password: add prints a one-time link,
/// and again it is the way back for a lost password.
/// </summary>
public static class OperatorVerb
{
    private const string Usage = "usage: operator add EMAIL [--url https://ordering.example.com]  |  operator list";

    public static Task<int> RunAsync(string[] args) => RunAsync(args, System.Console.Out, System.Console.Error);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        var settings = args.Where(arg => arg.StartsWith("--", StringComparison.Ordinal) && arg.Contains(':', StringComparison.Ordinal)
            && !arg.StartsWith("--url", StringComparison.Ordinal)).ToArray();
        try
        {
            var builder = Verbs.Configure(settings);
            builder.Services.AddData(builder.Configuration.Require(Services.OrderingConnection)).AddLogins(builder.Configuration);
            using var host = builder.Build();
            await using var scope = host.Services.CreateAsyncScope();
            var office = host.Services.GetRequiredService<IOptions<OfficeOptions>>().Value;
            return args.Except(settings).ToArray() switch
            {
                ["add", var email] => await AddAsync(scope.ServiceProvider, email, office.PublicUrl, office.LinkLifetime, output, errors),
                ["add", var email, "--url", var url] => await AddAsync(scope.ServiceProvider, email, url, office.LinkLifetime, output, errors),
                ["list"] => await ListAsync(scope.ServiceProvider, output),
                _ => await FailAsync(errors, Usage),
            };
        }
        catch (Exception error) when (error is WrongSettingsException or OptionsValidationException or DbUpdateException or Npgsql.NpgsqlException
            || error.InnerException is Npgsql.NpgsqlException)
        {
            return await FailAsync(errors, (error.InnerException as Npgsql.NpgsqlException ?? error).Message);
        }
    }

    private static async Task<int> AddAsync(
        IServiceProvider services, string email, string url, TimeSpan lifetime, TextWriter output, TextWriter errors)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var site) || site.Scheme is not ("http" or "https"))
        {
            return await FailAsync(errors, $"'{url}' is no address of the pages: give --url https://… or set {OfficeOptions.Section}:{nameof(OfficeOptions.PublicUrl)}.");
        }

        switch (await services.GetRequiredService<InviteOperator>().ExecuteAsync(email, site))
        {
            case Invitation.Link link:
                await output.WriteLineAsync($"{email} is an operator. This link opens the form for a new password, once, within {Text(lifetime)}; links of before are dead.");
                await output.WriteLineAsync(link.Address.AbsoluteUri);
                return 0;
            case Invitation.Refused refused:
                return await FailAsync(errors, $"Nobody was made an operator: {refused.Why}");
            default:
                throw new InvalidOperationException("An invitation is a link or refused.");
        }
    }

    private static async Task<int> ListAsync(IServiceProvider services, TextWriter output)
    {
        var operators = await services.GetRequiredService<UserManager<Login>>().GetUsersInRoleAsync(Policies.Operator);
        foreach (var one in operators.OrderBy(one => one.Email, StringComparer.Ordinal))
        {
            var state = one.PasswordHash is null ? "has chosen no password yet"
                : one.LockoutEnd > DateTimeOffset.UtcNow ? $"locked until {one.LockoutEnd:u}"
                : "may sign in";
            await output.WriteLineAsync($"{one.Email}  {state}");
        }

        return 0;
    }

    private static string Text(TimeSpan span) => span >= TimeSpan.FromHours(1) ? $"{span.TotalHours:0.#} hours" : $"{span.TotalMinutes:0.#} minutes";

    private static async Task<int> FailAsync(TextWriter errors, string message)
    {
        await errors.WriteLineAsync(message);
        return 1;
    }
}
