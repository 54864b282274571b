using Microsoft.AspNetCore.Authorization;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Api.Described;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Hosting.Import;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Office;
using WhatsAppOrdering.Office.Logins;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Hosting;

/// <summary>The whole service on one page: its verbs, what is added, what is mapped.</summary>
public static class Program
{
    /// <summary>What the program can be told to do; without a verb it serves.</summary>
    public static IReadOnlyList<Verb> AllVerbs { get; } =
    [
        new("migrate", "brings the database to this version's schema, as its owner", Verbs.MigrateAsync),
        new("audit", "checks the books, one line per invariant; 1 on any breach; --heads LOG: also against the heads in a log", Verbs.AuditAsync),
        new("lift-freeze", "lets a frozen credit line trade again: WHOLESALER LINE REASON", LiftFreezeVerb.RunAsync),
        new("api-key", "add, list or revoke keys of /api/v1", ApiKeyVerb.RunAsync),
        new("operator", "add EMAIL prints a one-time link; list shows who may sign in", OperatorVerb.RunAsync),
        new("import", "makes a wholesaler with number, shops, people, limits and catalog: FILE", ImportVerb.RunAsync),
        new("import-catalog", "takes a catalog over: FILE --wholesaler ID [--partial]", ImportCatalogVerb.RunAsync),
        new("doctor", "looks at settings, token, numbers, templates, webhook, clocks, database", Verbs.DoctorAsync),
        new("templates", "lint, plan, apply or status of the approved templates", Verbs.TemplatesAsync),
        new("read-webhook", "shows what would be read from webhook bodies: FILE…", Verbs.ReadWebhookAsync),
        new("interpret", "shows what messages mean: --catalog FILE --messages FILE.jsonl", Verbs.InterpretAsync),
    ];

    public static Task<int> Main(string[] args) => Verb.RunAsync(args, AllVerbs, "dotnet WhatsAppOrdering.dll", Serve.RunAsync);

    /// <summary>What is added, for the service; a verb that needs less takes <see cref="Services.AddBooks"/>.</summary>
    public static IServiceCollection AddService(this IServiceCollection services, IConfiguration configuration, string connectionString)
    {
        services.AddBooks(configuration, connectionString);
        services.AddWhatsApp(configuration);
        services.AddReplies(configuration);
        services.AddConversations(configuration);
        services.AddApi(configuration);
        services.AddApiDescription();
        services.AddSingleton<PostToLine>();
        services.AddScoped<ImportCatalog>();
        services.AddParties();
        services.AddTelemetry(configuration);
        services.AddJobs(configuration, connectionString);
        services.AddControllers();
        services.AddSingleton<DecideOnWork>();
        services.AddScoped<ReadWork>();
        services.AddRazorPages(options => options.RootDirectory = "/Office");
        services.AddSignIn(configuration);
        services.AddAuthorizationBuilder().SetFallbackPolicy(ClosedByDefault.Policy);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ClosedByDefault>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(40));
        return services;
    }

    /// <summary>What is mapped. What carries no mark of who may see it answers as if it were not there.</summary>
    public static void MapService(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UsePageHeaders();
        app.UseApiProblems();
        app.UsePlainRefusals();
        app.UseOutageAnswers();
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
        app.MapJobsDashboard().RequireAuthorization(Policies.Operator);
    }
}
