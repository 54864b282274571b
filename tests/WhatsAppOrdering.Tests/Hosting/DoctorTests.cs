using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Hosting.Doctor;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Emulator;
using WhatsAppOrdering.Tests.Replies;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

/// <summary>The doctor at a healthy installation, and at one with a single ailment each.</summary>
public sealed class DoctorTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly RunningEmulator emulator = new();
    private readonly Dictionary<string, string?> settings = new()
    {
        ["WhatsApp:AppSecret"] = "s",
        ["WhatsApp:VerifyToken"] = "v",
        ["WhatsApp:AccessToken"] = "a-token",
        ["WhatsApp:BusinessAccountId"] = "222",
        ["Buttons:SigningKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };

    private string owner = "";

    public async ValueTask InitializeAsync()
    {
        await emulator.InitializeAsync();
        var database = await cluster.CreateDatabaseAsync(to => Migrate.ExecuteAsync(to.Owner, to.Ordering, CancellationToken.None));
        owner = database.Owner;
        settings["ConnectionStrings:Ordering"] = database.Ordering;
        settings["WhatsApp:GraphBaseUrl"] = emulator.Http.BaseAddress!.ToString();
        await using var services = Services();
        await new TemplatesVerb(Sample.TemplatesDirectory, services.GetRequiredService<TemplateLibrary>(), TextWriter.Null).ApplyAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => emulator.DisposeAsync();

    [Fact]
    public async Task At_a_healthy_installation_nothing_is_bad()
    {
        var findings = await ExamineAsync();

        findings.Where(finding => finding.Verdict == Verdict.Bad).ShouldBeEmpty();
        findings.Where(finding => finding.Verdict == Verdict.Warn).ShouldHaveSingleItem().What.ShouldBe("webhook");
        string[] looked = ["button key", "secrets", "Graph version", "token", "permissions", "app subscribed", "clock", "database", "role", "migrations", "rights", "database clock"];
        looked.Except(findings.Select(finding => finding.What)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("WhatsApp:AppSecret", "", "secrets")]
    [InlineData("WhatsApp:AccessToken", "another-token", "token")]
    [InlineData("WhatsApp:BusinessAccountId", "", "business account")]
    [InlineData("WhatsApp:BusinessAccountId", "999", "numbers")]
    [InlineData("WhatsApp:GraphVersion", "v20.0", "Graph version")]
    [InlineData("WhatsApp:GraphBaseUrl", "http://127.0.0.1:1", "token")]
    [InlineData("WhatsApp:WebhookUrl", "http://127.0.0.1:1/webhooks/whatsapp", "webhook")]
    [InlineData("WhatsApp:WebhookUrl", "http://shop.example/webhooks/whatsapp", "webhook")]
    [InlineData("Buttons:SigningKey", "short", "button key")]
    [InlineData("ConnectionStrings:Ordering", "", "database")]
    [InlineData("ConnectionStrings:Ordering", "Host=127.0.0.1;Port=1;Timeout=2;Database=x;Username=y", "database")]
    public async Task One_wrong_setting_is_found_and_its_cure_told(string setting, string value, string what)
    {
        settings[setting] = value;
        (await ExamineAsync()).ShouldContain(finding => finding.What == what && finding.Verdict == Verdict.Bad && finding.Mend != null);
    }

    [Fact]
    public async Task A_webhook_that_takes_anything_is_not_ours()
    {
        settings["WhatsApp:WebhookUrl"] = emulator.Webhook.Address + "/webhooks/whatsapp";
        (await ExamineAsync()).ShouldContain(finding => finding.What == "webhook" && finding.Verdict == Verdict.Bad);
    }

    [Theory]
    [InlineData("{\"status\":\"PAUSED\"}")]
    [InlineData("{\"category\":\"MARKETING\"}")]
    public async Task A_template_that_cannot_be_used_is_found(string change)
    {
        using var answer = await emulator.Http.PutAsync(
            new Uri("/emulator/templates/order_request/en", UriKind.Relative), new StringContent(change, System.Text.Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
        (await ExamineAsync()).ShouldContain(finding => finding.What == "template order_request.en" && finding.Verdict == Verdict.Bad);
    }

    [Fact]
    public async Task A_service_that_logs_in_as_the_owner_is_found()
    {
        settings["ConnectionStrings:Ordering"] = owner;
        (await ExamineAsync()).ShouldContain(finding => finding.What == "role" && finding.Verdict == Verdict.Bad);
    }

    [Fact]
    public async Task A_database_that_was_never_migrated_is_found()
    {
        settings["ConnectionStrings:Ordering"] = (await cluster.CreateEmptyDatabaseAsync()).Owner;
        (await ExamineAsync()).ShouldContain(finding => finding.What == "migrations" && finding.Verdict == Verdict.Bad);
    }

    [Theory]
    [InlineData("v25.0", "2026-11-23", Verdict.Good)]
    [InlineData("v25.0", "2028-05-30", Verdict.Warn)]
    [InlineData("v25.0", "2028-07-30", Verdict.Bad)]
    [InlineData("v26.0", "2026-11-23", Verdict.Good)]
    [InlineData("v99.0", "2026-11-23", Verdict.Warn)]
    public void The_end_of_a_Graph_version_is_told_90_days_ahead(string version, string today, Verdict verdict) =>
        GraphVersions.Check(version, DateTimeOffset.Parse(today + "T00:00:00Z")).Verdict.ShouldBe(verdict);

    [Fact]
    public async Task No_secret_is_told()
    {
        settings["WhatsApp:AccessToken"] = "a-very-secret-token";
        string.Join('\n', await ExamineAsync()).ShouldNotContain("a-very-secret-token");
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync()
    {
        await using var services = Services();
        return await Examination.RunAsync(services, Configuration(), Sample.TemplatesDirectory, CancellationToken.None);
    }

    private IConfiguration Configuration() => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    private ServiceProvider Services() =>
        new ServiceCollection().AddLogging().AddWhatsApp(Configuration()).AddReplies(Configuration()).BuildServiceProvider();
}
