using Microsoft.Extensions.Options;
using WhatsAppOrdering.Hosting.Doctor;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

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
        catch (Exception error) when (error is WrongSettingsException or PostgresUnavailableException or Npgsql.NpgsqlException)
        {
            await System.Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <summary>Checks the books; prints one line per invariant. <c>--heads FILE</c>: also against the heads that a log tells of.</summary>
    public static async Task<int> AuditAsync(string[] args)
    {
        try
        {
            var builder = Configure(args);
            builder.Services.AddBooks(builder.Configuration, builder.Configuration.Require(Services.OrderingConnection));
            using var host = builder.Build();
            List<AuditLine> lines = [.. await host.Services.GetRequiredService<Audit>().ExecuteAsync(CancellationToken.None)];
            if (ValueOf(args, "--heads") is { } log)
            {
                lines.Add(await host.Services.GetRequiredService<AuditHeads>().ExecuteAsync(File.ReadLinesAsync(log), CancellationToken.None)
                    ?? throw new IOException($"{log} tells of no head: it must have the service's lines that begin 'Ledger head of credit line'."));
            }

            foreach (var line in lines)
            {
                System.Console.WriteLine(line);
            }

            return lines.All(line => line.Breaches == 0) ? 0 : 1;
        }
        catch (Exception error) when (error is WrongSettingsException or Npgsql.NpgsqlException or IOException or UnauthorizedAccessException || error.InnerException is Npgsql.NpgsqlException)
        {
            // EF Core wraps what it holds for transient.
            await System.Console.Error.WriteLineAsync((error.InnerException as Npgsql.NpgsqlException ?? error).Message);
            return 1;
        }
    }

    /// <summary>Shows what would be read from webhook bodies in files.</summary>
    public static async Task<int> ReadWebhookAsync(string[] args)
    {
        await using var output = new BufferedStream(System.Console.OpenStandardOutput());
        return await ReadWebhook.ExecuteAsync(args, output, System.Console.Error, CancellationToken.None);
    }

    /// <summary>Lints our templates, or holds them against Meta's.</summary>
    public static async Task<int> TemplatesAsync(string[] args)
    {
        var directory = Path.Combine(AppContext.BaseDirectory, "templates");
        switch (args.FirstOrDefault())
        {
            case "lint":
                return TemplatesVerb.Lint(args.ElementAtOrDefault(1) ?? directory, System.Console.Out);
            case "plan" or "apply" or "status":
                break;
            default:
                await System.Console.Error.WriteLineAsync("usage: templates lint [DIRECTORY] | plan | apply | status");
                return 1;
        }

        try
        {
            var builder = Configure(args[1..]);
            builder.Services.AddWhatsApp(builder.Configuration);
            using var host = builder.Build();
            var verb = new TemplatesVerb(directory, host.Services.GetRequiredService<TemplateLibrary>(), System.Console.Out);
            return args[0] switch
            {
                "plan" => await verb.PlanAsync(CancellationToken.None),
                "apply" => await verb.ApplyAsync(CancellationToken.None),
                _ => await verb.StatusAsync(CancellationToken.None),
            };
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException or TemplateFileException or MetaRefusedException or HttpRequestException)
        {
            await System.Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    /// <summary>Prints what messages mean, one JSON line each, without a database.</summary>
    public static async Task<int> InterpretAsync(string[] args)
    {
        var (catalog, messages) = (ValueOf(args, "--catalog"), ValueOf(args, "--messages"));
        if (!File.Exists(catalog) || !File.Exists(messages))
        {
            await System.Console.Error.WriteLineAsync("interpret --catalog FILE --messages FILE.jsonl: both files must exist.");
            return 1;
        }

        await using var output = new StreamWriter(System.Console.OpenStandardOutput());
        return await InterpretMessages.ExecuteAsync(catalog, messages, output, System.Console.Error);
    }

    /// <summary>Looks at everything that must be right before the first message; one line each.</summary>
    public static async Task<int> DoctorAsync(string[] args)
    {
        var builder = Configure(args);
        builder.Services.AddWhatsApp(builder.Configuration).AddReplies(builder.Configuration);
        using var host = builder.Build();
        var findings = await Examination.RunAsync(
            host.Services, builder.Configuration, Path.Combine(AppContext.BaseDirectory, "templates"), CancellationToken.None);
        findings.ToList().ForEach(System.Console.WriteLine);
        return findings.Any(finding => finding.Verdict == Verdict.Bad) ? 1 : 0;
    }

    private static string? ValueOf(string[] args, string option) =>
        Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    internal static HostApplicationBuilder Configure(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Logging.ClearProviders();
        return builder;
    }
}
