using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Guards;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>The integration guide is executed: every call on the page, from the page, in its order.</summary>
public sealed class GuideTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const string Buyer = "12025550171";

    [Fact]
    public async Task Every_call_of_the_guide_is_answered_as_the_guide_says()
    {
        var market = await Market.OpenAsync(service);
        var caller = await Integrator.OfAsync(service, market.Wholesaler);
        var shop = new Support.Phone(service, market.PhoneNumberId, Buyer);
        var known = new Dictionary<string, string>
        {
            ["number"] = market.PhoneNumberId,
            ["phone"] = Buyer,
            ["now"] = $"{(await service.Database.NowAsync()).ToUnixTimeSeconds()}",
        };
        var calls = GuidePage.Read(Page());
        calls.Count.ShouldBeGreaterThan(30);
        foreach (var call in calls.Select(call => call.With(known)))
        {
            if (call.Path.StartsWith("/webhooks/", StringComparison.Ordinal))
            {
                await HearAsync(call);
                known["button"] = shop.Last.Buttons.FirstOrDefault(button => button.Title == "Confirm")?.Id ?? "";
            }
            else
            {
                Compare(call, await AskAsync(caller, call), known);
            }
        }

        known.ShouldContainKey("first");
        await service.BooksHoldAsync();
    }

    [Fact]
    public void Every_code_of_the_product_has_its_row_with_its_status()
    {
        var rows = Regex.Matches(Page(), @"^\| `([A-Z_]+)` (\d{3}) \| (.+) \| (.+) \|$", RegexOptions.Multiline);
        rows.Select(row => (row.Groups[1].Value, int.Parse(row.Groups[2].Value))).OrderBy(row => row.Value, StringComparer.Ordinal)
            .ShouldBe(Problems.All.Select(row => (row.Code, row.Status)).OrderBy(row => row.Code, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_of_a_credit_decision_is_shown_by_a_call()
    {
        var shown = GuidePage.Read(Page()).SelectMany(call => call.Fields).Where(field => field.Path.EndsWith("code", StringComparison.Ordinal)).Select(field => field.Expected.Trim('"'));
        Problems.All.Where(row => row.Status == 422).Select(row => row.Code).Except(shown).ShouldBeEmpty();
    }

    /// <summary>What an integrator was promised to find.</summary>
    [Theory]
    [InlineData("## The problem")]
    [InlineData("## The schema, and why")]
    [InlineData("## Flow 1: one order")]
    [InlineData("## Flow 2: an order, and everything that can go wrong")]
    [InlineData("## Flow 3: a batch")]
    [InlineData("## Flow 4: cancel")]
    [InlineData("## Flow 5: what is available")]
    [InlineData("## Flow 6: an order by WhatsApp")]
    [InlineData("## Every code")]
    [InlineData("## Deploy")]
    [InlineData("## Watch")]
    [InlineData("## Change the policy")]
    [InlineData("**Which isolation level?**")]
    [InlineData("**What if the service or the database dies in the middle?**")]
    [InlineData("**What if a request comes twice, even at the same moment?**")]
    [InlineData("**What if the limit is changed while an order is on its way?**")]
    [InlineData("**Are batches faster?**")]
    public void The_guide_has_what_was_promised(string beginning) => Page().Split('\n').ShouldContain(line => line.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Who changes the policy must begin with its newest text: an older one would take back what came since.</summary>
    [Fact]
    public void The_guide_names_the_newest_text_of_the_policy()
    {
        using var db = new OrderingDb(new DbContextOptionsBuilder<OrderingDb>().UseNpgsql("Host=none").Options);
        var newest = db.Database.GetMigrations().Select(migration => migration.Split('_', 2)[1])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Service, "Data", "Migrations", folder), "*.sql"))
            .Last(file => File.ReadAllText(file).Contains("function credit_policy(", StringComparison.Ordinal));
        Page().ShouldContain($"`src/WhatsAppOrdering/{Path.GetRelativePath(Repository.Service, newest).Replace('\\', '/')}`");
    }

    [Fact]
    public void What_the_guide_names_is_there()
    {
        foreach (var file in Regex.Matches(Page(), @"\]\((\.\./[^)]+)\)|`(src/[^`]+)`").Select(found => found.Groups[1].Success ? found.Groups[1].Value[3..] : found.Groups[2].Value))
        {
            File.Exists(Path.Combine(Repository.Root, file)).ShouldBeTrue(file);
        }
    }

    private static string Page() => File.ReadAllText(Path.Combine(Repository.Root, "docs", "credit-guide.md"));

    private static Task<Reply> AskAsync(Integrator caller, GuideCall call)
    {
        call.Path.ShouldNotContain("{{", Case.Sensitive, $"line {call.Line}");
        return caller.SendAsync(HttpMethod.Parse(call.Method), call.Path["/api/v1".Length..], call.Body, call.Headers.GetValueOrDefault("Idempotency-Key"));
    }

    private async Task HearAsync(GuideCall call)
    {
        var body = Encoding.UTF8.GetBytes(call.Body!);
        call.Headers["X-Hub-Signature-256"].ShouldBe("{{signature}}");
        using var answer = await service.PostAsync(body);
        ((int)answer.StatusCode).ShouldBe(call.Status, $"line {call.Line}");
        await service.IdleAsync();
    }

    private static void Compare(GuideCall call, Reply reply, Dictionary<string, string> known)
    {
        var where = $"line {call.Line}: {reply.Text}";
        reply.Status.ShouldBe(call.Status, where);
        if (call.AnswerHeaders.TryGetValue("Idempotency-Replayed", out var replayed))
        {
            reply.Replayed.ShouldBe(replayed == "true", where);
        }

        foreach (var (path, expected) in call.Fields)
        {
            var actual = reply[path];
            if (expected.StartsWith("{{", StringComparison.Ordinal))
            {
                known[expected.Trim('{', '}')] = actual.GetString()!;
            }
            else
            {
                using var wanted = JsonDocument.Parse(expected);
                JsonElement.DeepEquals(actual, wanted.RootElement).ShouldBeTrue($"{path} should be {expected}, {where}");
            }
        }
    }
}
