using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Tests.Emulator;
using WhatsAppOrdering.Tests.Replies;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

/// <summary>Our templates against an account at the emulator.</summary>
public sealed class TemplatesVerbTests : IAsyncLifetime
{
    private readonly RunningEmulator emulator = new();
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("templates");
    private readonly StringWriter output = new();
    private ServiceProvider services = null!;

    public async ValueTask InitializeAsync()
    {
        await emulator.InitializeAsync();
        Directory.CreateDirectory(Path.Combine(directory.FullName, "approved"));
        foreach (var name in new[] { "order_request", "order_confirmed" })
        {
            File.Copy(Path.Combine(Sample.TemplatesDirectory, "approved", $"{name}.en.json"), FileOf(name));
        }

        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WhatsApp:AppSecret"] = "s", ["WhatsApp:VerifyToken"] = "v", ["WhatsApp:AccessToken"] = "a-token",
            ["WhatsApp:BusinessAccountId"] = "222", ["WhatsApp:GraphBaseUrl"] = emulator.Http.BaseAddress!.ToString(),
        }).Build();
        services = new ServiceCollection().AddLogging().AddWhatsApp(settings).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await emulator.DisposeAsync();
        await output.DisposeAsync();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Plan_tells_and_changes_nothing_and_apply_creates_once()
    {
        (await Verb().PlanAsync(CancellationToken.None)).ShouldBe(0);
        Told().ShouldBe(["create   order_confirmed.en", "create   order_request.en"]);
        (await TemplatesAsync()).Count.ShouldBe(0);

        (await Verb().ApplyAsync(CancellationToken.None)).ShouldBe(0);
        (await TemplatesAsync()).Count.ShouldBe(2);
        Told();

        (await Verb().ApplyAsync(CancellationToken.None)).ShouldBe(0);
        Told().ShouldBe(["keep     order_confirmed.en", "keep     order_request.en"]);
    }

    [Fact]
    public async Task A_changed_body_is_edited_at_Meta()
    {
        await Verb().ApplyAsync(CancellationToken.None);
        File.WriteAllText(FileOf("order_request"), File.ReadAllText(FileOf("order_request")).Replace("New order", "A new order").Replace("\"Reject\"", "\"Refuse\""));
        Told();

        await Verb().PlanAsync(CancellationToken.None);
        Told().ShouldBe(["keep     order_confirmed.en", "edit     order_request.en  BODY, BUTTONS"]);
        (await Verb().ApplyAsync(CancellationToken.None)).ShouldBe(0);
        Told();
        await Verb().PlanAsync(CancellationToken.None);
        Told().ShouldBe(["keep     order_confirmed.en", "keep     order_request.en"]);
    }

    [Fact]
    public async Task A_changed_time_to_live_is_edited_at_Meta_and_one_that_only_Meta_has_is_left()
    {
        await Verb().ApplyAsync(CancellationToken.None);
        File.WriteAllText(FileOf("order_request"), File.ReadAllText(FileOf("order_request")).Replace("6600", "3600"));
        Told();

        (await Verb().ApplyAsync(CancellationToken.None)).ShouldBe(0);
        Told().ShouldBe(["keep     order_confirmed.en", "edit     order_request.en  message_send_ttl_seconds"]);
        (await TemplatesAsync()).Select(template => (int?)template!["message_send_ttl_seconds"]).ShouldBe([null, 3600]);
        File.WriteAllText(FileOf("order_request"), File.ReadAllText(FileOf("order_request")).Replace("\"message_send_ttl_seconds\": 3600,", ""));
        await Verb().PlanAsync(CancellationToken.None);
        Told().ShouldBe(["keep     order_confirmed.en", "keep     order_request.en"]);
    }

    [Fact]
    public async Task Status_is_well_only_while_all_of_ours_are_approved_as_utility()
    {
        (await Verb().StatusAsync(CancellationToken.None)).ShouldBe(1);
        Told().ShouldBe(["MISSING  order_confirmed.en", "MISSING  order_request.en"]);
        await Verb().ApplyAsync(CancellationToken.None);
        (await Verb().StatusAsync(CancellationToken.None)).ShouldBe(0);
        await ChangeAsync("order_request", new() { ["status"] = "PAUSED" });
        Told();

        (await Verb().StatusAsync(CancellationToken.None)).ShouldBe(1);
        Told()[1].ShouldStartWith("PAUSED   order_request.en  UTILITY");
    }

    [Fact]
    public async Task A_template_that_drifts_to_marketing_rings_in_every_verb()
    {
        await Verb().ApplyAsync(CancellationToken.None);
        await ChangeAsync("order_request", new() { ["category"] = "MARKETING" });
        Told();
        foreach (var run in new[] { Verb().PlanAsync(CancellationToken.None), Verb().ApplyAsync(CancellationToken.None), Verb().StatusAsync(CancellationToken.None) })
        {
            (await run).ShouldBe(1);
        }

        Told().Count(line => line.Contains("DRIFTED")).ShouldBe(3);
    }

    [Fact]
    public async Task What_Meta_refuses_is_told_and_the_others_go_on()
    {
        await emulator.PostAsync(RunningEmulator.Templates, Payloads.NewTemplate("extra", "NAMED", "A template {{of}} somebody else's."));
        File.WriteAllText(FileOf("order_confirmed"), File.ReadAllText(FileOf("order_confirmed")));
        using var wrong = await emulator.Http.PutAsJsonAsync(new Uri("/emulator/templates/review", UriKind.Relative), new { status = "REJECTED" });

        (await Verb().ApplyAsync(CancellationToken.None)).ShouldBe(0);

        Told().ShouldContain("other    extra.en  only at Meta, left alone");
        (await Verb().StatusAsync(CancellationToken.None)).ShouldBe(1);
        Told().ShouldContain(line => line.StartsWith("REJECTED order_request.en") && line.EndsWith("INVALID_FORMAT"));
    }

    [Fact]
    public async Task All_pages_of_a_long_list_are_read()
    {
        for (var n = 0; n < 130; n++)
        {
            await emulator.PostAsync(RunningEmulator.Templates, Payloads.NewTemplate($"t{n}", "NAMED", "A template {{of}} somebody else's."));
        }

        (await services.GetRequiredService<TemplateLibrary>().ListAsync(CancellationToken.None)).Count.ShouldBe(130);
    }

    [Fact]
    public void Lint_of_our_own_words_finds_nothing() => TemplatesVerb.Lint(Sample.TemplatesDirectory, output).ShouldBe(0);

    [Fact]
    public void Lint_names_every_broken_file()
    {
        File.WriteAllText(FileOf("order_request"), "{}");
        File.WriteAllText(FileOf("order_confirmed"), File.ReadAllText(FileOf("order_confirmed")).Replace("UTILITY", "MARKETING"));

        TemplatesVerb.Lint(directory.FullName, output).ShouldBe(1);

        Told().Count(line => line.StartsWith("approved/order_")).ShouldBe(2);
        TemplatesVerb.Lint(Path.Combine(directory.FullName, "nowhere"), output).ShouldBe(1);
    }

    private TemplatesVerb Verb() => new(directory.FullName, services.GetRequiredService<TemplateLibrary>(), output);

    private string FileOf(string name) => Path.Combine(directory.FullName, "approved", $"{name}.en.json");

    private string[] Told()
    {
        var told = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        output.GetStringBuilder().Clear();
        return told;
    }

    private async Task<JsonArray> TemplatesAsync() => (await emulator.GetAsync($"{RunningEmulator.Templates}?limit=100"))["data"]!.AsArray();

    private async Task ChangeAsync(string name, JsonObject change)
    {
        using var answer = await emulator.Http.PutAsJsonAsync(new Uri($"/emulator/templates/{name}/en", UriKind.Relative), change);
        answer.EnsureSuccessStatusCode();
    }
}
