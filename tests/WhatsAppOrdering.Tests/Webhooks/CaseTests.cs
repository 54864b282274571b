using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Webhooks;

/// <summary>What went wrong in other people's bots (each file names where), played against this one, and how it must end.</summary>
public sealed class CaseTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private readonly ServiceUnderTest service = service;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "../../../Webhooks/Cases");

    private static readonly Dictionary<string, Func<CaseTests, CaseRun, Task>> Ends = new()
    {
        ["01-sender-number-of-odd-length-poisons-the-post"] = async (test, run) =>
        {
            run.Shop.Last.Text.ShouldContain("Free credit");
            // What nobody can be answered by is kept under the key of its bytes.
            var kept = await test.KeptAsync(run);
            kept.Count.ShouldBe(3);
            kept.Intersect(["wamid.CASE.1b", "wamid.CASE.1s"]).Count().ShouldBe(2);
        },
        ["03-typed-yes-of-two-days-ago-places-todays-cart"] = async (test, run) =>
        {
            (await test.service.Database.OneAsync<int>($"select count(*)::int as \"Value\" from sales_order where wholesaler_id = {run.Wholesaler.Value}")).ShouldBe(0);
            run.Shop.Bubbles.Count.ShouldBe(2);
            run.Shop.Last.Text.ShouldContain("Sprite 250ml");
            run.Shop.Last.Button("Confirm");
        },
        ["07-shop-that-takes-a-username-becomes-a-stranger"] = async (test, run) =>
        {
            run.Shop.Last.Text.ShouldContain("Free credit");
            (await test.RepliesAsync(run)).ShouldBe(["balance Accepted", "balance Accepted"]);
        },
        ["09-failed-status-without-an-error-resends-for-ever"] = async (test, run) => await test.FailUntilGivenUpAsync(run),
        ["12-status-before-our-http-answer-without-callback-data"] = async (test, run) =>
        {
            await run.PassAsync(TimeSpan.FromSeconds(10));
            await test.service.RunAsync<HandleStrandedMessages>();
            await test.service.IdleAsync();
            (await test.RepliesAsync(run)).ShouldBe(["balance Failed"]);
        },
        ["13-throttled-sends-are-dead-within-a-minute"] = async (test, run) =>
        {
            (await test.RepliesAsync(run)).ShouldBe(["balance Waiting"]);
            for (var hour = 0; hour < 23 && (await test.RepliesAsync(run))[0] != "balance Accepted"; hour++)
            {
                await run.PassAsync(TimeSpan.FromHours(1));
            }

            (await test.RepliesAsync(run)).ShouldBe(["balance Accepted"]);
        },
        ["14-refused-order-request-tells-nobody"] = async (test, run) =>
        {
            // The second way: the same request by the template's English.
            (await test.RepliesAsync(run)).ShouldContain("order_request Accepted");
            test.service.Log.Lines.ShouldContain(line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains("132001", StringComparison.Ordinal));
        },
        ["18-changed-number-and-changed-identity"] = async (test, run) =>
        {
            run.Approver.Last.Text.ShouldContain("link_question");
            run.Person("12025550778").Bubbles.Concat(run.Shop.Bubbles).ShouldAllBe(bubble => !bubble.Text.Contains("NPR", StringComparison.Ordinal));
            (await test.RepliesAsync(run)).Count(reply => reply.StartsWith("balance", StringComparison.Ordinal)).ShouldBe(0);
            (await test.service.Database.OneAsync<int>($"""
                select count(*)::int as "Value" from outbox where phone_number_id = {run.PhoneNumberId} and in_reply_to in ('wamid.CASE.18a', 'wamid.CASE.18c')
                """)).ShouldBe(0, "a system event has no answer");
        },
        ["20-brazil-mexico-argentina-variants"] = async (test, run) =>
            (await test.service.Database.AskAsync<string>($"select reply as \"Value\" from outbox where phone_number_id = {run.PhoneNumberId}")).ShouldBe(["balance", "balance", "balance"]),
        ["23-order-in-a-caption"] = (_, run) =>
        {
            run.Shop.Last.Text.ShouldContain("3 cartons Sprite 250ml");
            run.Shop.Last.Text.ShouldContain("2 cartons Coca-Cola 1.5L");
            return Task.CompletedTask;
        },
        ["25-flood-of-stickers"] = (_, run) =>
        {
            run.Shop.Bubbles.Count.ShouldBe(1);
            return Task.CompletedTask;
        },
        ["30-unknown-number-id-and-our-own-number-are-answered"] = async (test, run) =>
        {
            (await test.RepliesAsync(run)).ShouldBeEmpty();
            test.service.Meta.Requests.ShouldAllBe(request => !request.Path.Contains("123456123", StringComparison.Ordinal));
            (await test.service.Database.OneAsync<int>($"""
                select count(*)::int as "Value" from inbox_message where dedupe_key like '%CASE.30%' or convert_from(raw, 'UTF8') like '%CASE.30%'
                """)).ShouldBe(2);
        },
    };

    /// <summary>Kinds of messages that have tests of their own meanwhile: an edited or revoked text, a cart of WhatsApp's own shop.</summary>
    private static readonly string[] NotYet = ["17-edited-order-text", "21-catalog-order"];

    public static TheoryData<string> Cases => [.. Ends.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_ends_well_here(string name)
    {
        var run = await CaseRun.OpenAsync(service, Path.Combine(Folder, name + ".json"));
        await run.PlayAsync();

        run.Answers.ShouldAllBe(status => status == 200);
        await Ends[name](this, run);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task The_bytes_decide_whatever_type_they_are_sent_as(string type)
    {
        // 31-form-content-type.json in words.
        var market = await Market.OpenAsync(service);
        var body = Webhook.Of(market.PhoneNumberId, market.Shop.Text("balance", await service.Database.NowAsync()));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/whatsapp") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Add("X-Hub-Signature-256", ServiceUnderTest.Sign(body, ServiceUnderTest.AppSecret));
        using var answer = await service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await service.IdleAsync();

        ((int)answer.StatusCode).ShouldBe(200);
        market.Shop.Last.Text.ShouldContain("Free credit");
    }

    [Fact]
    public void Every_case_is_played() => Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension)
        .ShouldBe(Ends.Keys.Concat(NotYet).Append("31-form-content-type"), ignoreOrder: true);

    /// <summary>After each resend Meta says "failed" again, in every way of naming no reason.</summary>
    private async Task FailUntilGivenUpAsync(CaseRun run)
    {
        JsonNode?[] reasons = [null, new JsonArray(), new JsonObject(), new JsonArray(new JsonObject { ["title"] = "only a title" })];
        for (var time = 0; time < 20; time++)
        {
            var before = run.Shop.Bubbles.Count;
            await run.PassAsync(TimeSpan.FromMinutes(20));
            if (run.Shop.Bubbles.Count > before)
            {
                var status = new JsonObject
                {
                    ["id"] = await service.Database.OneAsync<string>($"select wamid as \"Value\" from outbox where phone_number_id = {run.PhoneNumberId}"),
                    ["status"] = "failed", ["timestamp"] = "@now", ["recipient_id"] = CaseRun.ShopsPhone, ["biz_opaque_callback_data"] = run.Shop.Last.CallbackData,
                };
                if (reasons[time % reasons.Length] is { } errors)
                {
                    status["errors"] = errors.DeepClone();
                }

                await run.DeliverAsync(JsonNode.Parse(System.Text.Encoding.UTF8.GetString(Webhook.Of(run.PhoneNumberId, status)))!);
            }
        }

        (await RepliesAsync(run)).ShouldHaveSingleItem().ShouldBeOneOf("balance Failed", "balance Dead");
        run.Shop.Bubbles.Count.ShouldBeLessThanOrEqualTo(8);
        service.Log.Lines.ShouldContain(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("given up", StringComparison.Ordinal));
    }

    private Task<IReadOnlyList<string>> RepliesAsync(CaseRun run) =>
        service.Database.AskAsync<string>($"select reply || ' ' || state as \"Value\" from outbox where phone_number_id = {run.PhoneNumberId} order by id");

    private Task<IReadOnlyList<string>> KeptAsync(CaseRun run) => service.Database.AskAsync<string>($"""
        select dedupe_key as "Value" from inbox_message where phone_number_id = {run.PhoneNumberId}
        union all select split_part(dedupe_key, ':', 1) from inbox_status where phone_number_id = {run.PhoneNumberId}
        """);
}
