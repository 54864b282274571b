using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Webhooks;

/// <summary>The webhook as Meta and others meet it on the wire.</summary>
public sealed class WebhookProtocolTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const string Challenge = "00012345678901234567890 <opaque>";

    [Fact]
    public async Task An_item_that_the_database_refuses_costs_its_neighbours_nothing()
    {
        var market = await Market.OpenAsync(service);
        var number = market.PhoneNumberId;
        await service.Database.DoAsync($"alter table person drop constraint if exists no_poison");
        await service.Database.DoAsync($"alter table person add constraint no_poison check (name <> 'poison')");
        var now = await service.Database.NowAsync();
        var poison = Webhook.Text("12025550177", "2 bags rice", now);
        var body = JsonNode.Parse(Webhook.Of(number, market.Shop.Text("balance", now), poison, Webhook.Text("12025550178", "hello", now)))!;
        body["entry"]![0]!["changes"]![0]!["value"]!["contacts"] =
            new JsonArray(new JsonObject { ["wa_id"] = "12025550177", ["profile"] = new JsonObject { ["name"] = "poison" } });

        for (var times = 0; times < 2; times++)
        {
            using var answer = await service.PostAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await service.IdleAsync();
        market.Shop.Bubbles.Count.ShouldBe(1);
        (await service.Database.AskAsync<string>($"select kind || ' ' || coalesce(reason, '') as \"Value\" from inbox_message where phone_number_id = {number} order by 1"))
            .ShouldBe(["Message ", "Message ", "Unreadable refused by the database: 23514"]);
    }

    [Fact]
    public async Task Posts_of_one_to_twenty_items_with_one_that_a_constraint_refuses_lose_no_other()
    {
        var market = await Market.OpenAsync(service);
        await service.Database.DoAsync($$"""
            create or replace function refuse_by_type() returns trigger language plpgsql as
                'begin if new.type ~ ''^(22|23|54)...$'' then raise exception using errcode = new.type; end if; return new; end';
            drop trigger if exists refuse_by_type on inbox_message;
            create trigger refuse_by_type before insert on inbox_message for each row execute function refuse_by_type();
            """);
        string[] refusals = ["22001", "22021", "23502", "23503", "23514", "54000"];
        var random = new Random(13);
        var now = await service.Database.NowAsync();

        for (var size = 1; size <= 20; size++)
        {
            var items = Enumerable.Range(0, size).Select(place => Webhook.Text($"1202556{size:00}{place:00}", "hello", now)).ToList();
            items[random.Next(size)]["type"] = refusals[random.Next(refusals.Length)];
            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, items));
        }

        await service.IdleAsync();
        (await service.Database.AskAsync<string>($"""
            select kind || ' ' || state || ' ' || count(*) as "Value" from inbox_message where phone_number_id = {market.PhoneNumberId} group by kind, state order by 1
            """)).ShouldBe(["Message Handled 190", "Unreadable Kept 20"]);
    }

    [Fact]
    public async Task Metas_challenge_is_echoed_as_it_came()
    {
        using var answer = await VerifyAsync("subscribe", ServiceUnderTest.VerifyToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await answer.Content.ReadAsStringAsync()).ShouldBe(Challenge);
    }

    [Theory]
    [InlineData("subscribe", "wrong")]
    [InlineData("subscribe", "")]
    [InlineData("subscribe", null)]
    [InlineData("unsubscribe", ServiceUnderTest.VerifyToken)]
    [InlineData(null, ServiceUnderTest.VerifyToken)]
    public async Task A_challenge_with_the_wrong_token_is_refused(string? mode, string? token)
    {
        using var answer = await VerifyAsync(mode, token);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain(Challenge);
    }

    [Theory]
    [InlineData(ServiceUnderTest.AppSecret, true)]
    [InlineData(ServiceUnderTest.PreviousAppSecret, true)]
    [InlineData("a secret of somebody else's", false)]
    [InlineData("", false)]
    public async Task Both_secrets_of_a_rotation_are_good_and_no_other(string secret, bool isGood)
    {
        var market = await Market.OpenAsync(service);
        using var answer = await service.PostAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("balance", await service.Database.NowAsync())), secret);

        answer.StatusCode.ShouldBe(isGood ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        await service.IdleAsync();
        market.Shop.Bubbles.Count.ShouldBe(isGood ? 1 : 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha256=zz")]
    public async Task A_body_without_a_signature_is_refused_and_tells_nothing(string? signature)
    {
        using var answer = await service.PostSignedAsync("{}"u8.ToArray(), signature);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("sha256");
    }

    [Fact]
    public async Task A_body_that_was_written_anew_on_the_way_is_refused()
    {
        var market = await Market.OpenAsync(service);
        var fromMeta = Encoding.UTF8.GetString(Webhook.Of(market.PhoneNumberId, market.Shop.Text("चिनी 5 <a/b>", await service.Database.NowAsync())))
            .Replace("/", "\\/");
        var signature = ServiceUnderTest.Sign(Encoding.UTF8.GetBytes(fromMeta), ServiceUnderTest.AppSecret);

        using var changed = await service.PostSignedAsync(Encoding.UTF8.GetBytes(fromMeta.Replace("\\/", "/")), signature);
        using var asItCame = await service.PostSignedAsync(Encoding.UTF8.GetBytes(fromMeta), signature);

        changed.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        asItCame.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(4 * 1024 * 1024, false, HttpStatusCode.OK)]
    [InlineData(4 * 1024 * 1024 + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(4 * 1024 * 1024 + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_above_the_cap_is_not_read(int bytes, bool isChunked, HttpStatusCode expected)
    {
        var body = Enumerable.Repeat((byte)' ', bytes).ToArray();
        "{}"u8.CopyTo(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/whatsapp") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Hub-Signature-256", ServiceUnderTest.Sign(body, ServiceUnderTest.AppSecret));
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = true;

        using var answer = await service.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task What_cannot_be_read_is_kept_with_its_reason_and_costs_its_neighbours_nothing()
    {
        var market = await Market.OpenAsync(service);
        var good = Encoding.UTF8.GetString(Webhook.Of(market.PhoneNumberId, market.Shop.Text("balance", await service.Database.NowAsync())));
        const string start = "\"messages\":[";
        var body = good.Replace(start, start + """7,{"id":"wamid.no-sender","type":"text","text":{"body":"x"}},"\u0000",{},""");

        await service.ReceiveAsync(Encoding.UTF8.GetBytes(body));
        await service.IdleAsync();

        market.Shop.Bubbles.ShouldHaveSingleItem().Text.ShouldContain("Free credit");
        var kept = await service.Database.AskAsync<string>($"""
            select kind || ' ' || state || ' ' || (reason <> '')::text || ' ' || (length(raw) > 0)::text as "Value" from inbox_message
            where phone_number_id = {market.PhoneNumberId} and person_id is null
            """);
        kept.ShouldBe(Enumerable.Repeat("Unreadable Kept true true", 4));
    }

    /// <summary>B-trees take some 2,700 bytes: an id that compresses badly and is longer would cost the whole webhook.</summary>
    [Theory]
    [InlineData("id")]
    [InlineData("from_user_id")]
    [InlineData("type")]
    [InlineData("phone_number_id")]
    public async Task An_id_that_fits_no_index_costs_its_neighbours_nothing(string field)
    {
        var market = await Market.OpenAsync(service);
        var odd = JsonNode.Parse(Webhook.Of(market.PhoneNumberId, market.Shop.Text("balance", await service.Database.NowAsync())))!;
        var value = odd["entry"]![0]!["changes"]![0]!["value"]!;
        (field == "phone_number_id" ? value["metadata"]! : value["messages"]![0]!)[field] = Convert.ToHexString(RandomNumberGenerator.GetBytes(8000));
        var good = JsonNode.Parse(Webhook.Of(market.PhoneNumberId, market.Shop.Text("balance", await service.Database.NowAsync())))!;
        odd["entry"]!.AsArray().Add(good["entry"]![0]!.DeepClone());

        await service.ReceiveAsync(Encoding.UTF8.GetBytes(odd.ToJsonString()));
        await service.IdleAsync();

        market.Shop.Bubbles.ShouldNotBeEmpty();
        market.Shop.Last.Text.ShouldContain("Free credit");
    }

    [Fact]
    public async Task Every_odd_body_that_is_signed_is_taken()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "../../../Webhooks/Payloads");
        var bodies = Directory.GetFiles(folder, "*.json").Select(File.ReadAllBytes).Concat(["no JSON"u8.ToArray(), "[]"u8.ToArray(), []]).ToList();
        bodies.Count.ShouldBeGreaterThan(30);

        foreach (var body in bodies)
        {
            await service.ReceiveAsync(body);
            await service.ReceiveAsync(body);
        }

        await service.IdleAsync();
        (await service.Database.AskAsync<string>($"select dedupe_key || ' ' || reason as \"Value\" from inbox_message where attempts > 0")).ShouldBeEmpty();
    }

    private async Task<HttpResponseMessage> VerifyAsync(string? mode, string? token) => await service.GetAsync(
        $"/webhooks/whatsapp?hub.challenge={Uri.EscapeDataString(Challenge)}"
        + (mode is null ? "" : $"&hub.mode={mode}") + (token is null ? "" : $"&hub.verify_token={token}"));
}
