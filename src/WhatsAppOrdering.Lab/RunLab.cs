using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Emulator.Hosting;
using WhatsAppOrdering.Emulator.Time;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Lab.Demo;
using WhatsAppOrdering.Office.Logins;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Lab;

/// <summary>PostgreSQL, emulator and service in one process, each by its public start; stopped in the opposite order.</summary>
internal static class RunLab
{
    public static Task<int> RunAsync(string[] args) => Start.RunAsync(async start =>
    {
        var lab = LabSettings.Read(args);
        Ports.MustBeFree(lab.ServiceUrl, "give the service another address with --urls http://127.0.0.1:5090");
        Ports.MustBeFree(lab.PhonesUrl, "give the phones another address with --Lab:PhonesUrl http://127.0.0.1:5091");
        await using var database = await LabDatabase.OpenAsync(lab, start.Interrupted);
        await using var emulator = EmulatorHost.Build(lab.ForEmulator());
        var clock = emulator.Services.GetRequiredService<EmulatorClock>();
        clock.Advance(database.Clock.OffsetSeconds - clock.OffsetSeconds);
        await emulator.StartAsync(start.Interrupted);
        await using var service = BuildService(args, lab, database, emulator.Urls.First());
        await DemoData.Read().WriteOnceAsync(service.Services.GetRequiredService<Transactions>(), start.Interrupted);
        await PostTemplates.ExecuteAsync(service.Services.GetRequiredService<TemplateLibrary>(), start.Interrupted);
        var link = await InviteOperatorAsync(service, lab.ServiceUrl);
        var key = await DemoKey.ReadOrMakeAsync(lab.Folder, service.Services.GetRequiredService<ApiKeys>(), start.Interrupted);
        service.Lifetime.ApplicationStarted.Register(() => Greet(service.Urls.First(), emulator.Urls.First(), link, key));
        await start.ServeAsync(service);
        await service.StopAsync();
        await emulator.StopAsync();
    });

    /// <summary>As it would run anywhere, but for its clock and its settings.</summary>
    private static WebApplication BuildService(string[] args, LabSettings lab, LabDatabase database, string emulator)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // Controllers and pages are found by the application's name, and its settings and static files beside this program.
            ApplicationName = typeof(Serve).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseUrls(lab.ServiceUrl);
        builder.Configuration.AddInMemoryCollection(lab.ForService(database.Connections));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WhatsApp:GraphBaseUrl"] = emulator,
            ["Logging:LogLevel:Default"] = lab.LogLevel,
        });
        builder.Services.AddSingleton<TimeProvider>(database.Clock);
        var app = Serve.Build(builder);
        app.MapPost(LabSettings.ClockPath, (ClockMove move, OrderingDb db, CancellationToken ct) => database.Clock.MoveAsync(move.OffsetSeconds, db, ct)).AllowAnonymous();
        return app;
    }

    private static async Task<Uri> InviteOperatorAsync(WebApplication service, string address)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<InviteOperator>().ExecuteAsync("operator@example.com", new Uri(address)) is Invitation.Link link
            ? link.Address
            : throw new StartFailedException("The operator's link could not be made. Delete the data folder for a fresh start.");
    }

    private static void Greet(string service, string phones, Uri link, DemoKey key) => Console.WriteLine($"""

        Ready.
          Phones (retailers and wholesaler):  {phones}
          Office:                             {service}{OfficePaths.Home}
          Dashboard of the jobs:              {service}/hangfire
          Operator's one-time link:           {link}
          API key:    {key.Text}
          Wholesaler: {key.Wholesaler}
          Retailer:   {key.Retailer}
        Ctrl+C stops everything.

        """);

    private sealed record ClockMove(long OffsetSeconds);
}
