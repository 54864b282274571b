using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class ProofTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task An_order_of_the_chat_is_proved_from_message_to_delivery()
    {
        var market = await Market.OpenAsync(service);
        var caller = await Integrator.OfAsync(service, market.Wholesaler);
        await market.PlaceAsync(market.Shop);
        await service.IdleAsync();
        var id = (await caller.GetAsync("/orders"))["items.0.id"].GetGuid();
        (await caller.PostAsync($"/orders/{id}/confirm", new { })).ShouldBe(200);
        await service.IdleAsync();

        var proof = await caller.GetAsync($"/orders/{id}/proof");
        proof.ShouldBe(200)["messages"].GetArrayLength().ShouldBe(2);
        proof["messages.0.raw"].GetString()!.ShouldContain("2 carton coke 1.5L, 5 sugar");
        proof["messages.1.raw"].GetString()!.ShouldContain("button_reply");
        proof["decisions.0.scope"].GetString().ShouldBe("cart");
        proof["entries"].EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()).ShouldBe(["DEBIT", "CONFIRM"]);
        proof["hashesHold"].GetBoolean().ShouldBeTrue();
        proof["replies"].EnumerateArray().Select(reply => reply.GetProperty("reply").GetString()).ShouldBe(["cart_summary", "order_request", "order_placed", "order_confirmed"], ignoreOrder: true);
        proof["replies.0.facts.total.amount"].GetDecimal().ShouldBe(proof.Amount("order.total"));

        proof["cost.messages"].GetInt32().ShouldBe(0);

        var page = await caller.GetAsync($"/orders/{id}/proof?format=html");
        page.ShouldBe(200).MediaType.ShouldBe("text/html");
        page.Text.ShouldContain(proof["entries.0.hash"].GetString()!);
        (await caller.GetAsync($"/orders/{id}/proof?format=pdf")).ShouldBe(400, "INVALID_REQUEST");
        (await caller.GetAsync($"/orders/{Guid.NewGuid()}/proof")).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task The_talk_of_an_order_begins_where_the_one_before_it_ended_and_has_every_word_of_its_cart()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "3 sugar");
        await market.Shop.SaysAsync("4 sugar");
        await market.Shop.TapsAsync("Cancel");
        await market.Shop.SaysAsync("5 sugar");
        await market.Shop.SaysAsync("balance");
        // One turn with one answer, however many messages.
        var now = await service.Database.NowAsync();
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("2 carton coke 1.5L", now), market.Shop.Text("make sugar 6", now.AddSeconds(1))));
        await service.IdleAsync();
        await service.Database.MoveClockAsync(TimeSpan.FromSeconds(5));
        await market.Shop.TapsAsync("Confirm");

        var proof = await ProofOfNewestAsync(market);
        var said = RawsOf(proof);
        said.Count.ShouldBe(4);
        said[0].ShouldContain("5 sugar");
        said[1].ShouldContain("2 carton coke 1.5L");
        said[2].ShouldContain("make sugar 6");
        said[3].ShouldContain("button_reply");
        RepliesOf(proof).Count(reply => reply == "cart_summary").ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task What_was_said_to_another_wholesaler_of_the_number_is_not_in_the_proof()
    {
        var market = await Market.OpenAsync(service);
        var stranger = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar");
        await market.Shop.SaysAsync("7 sugar");
        // As if the second of them had been for another wholesaler, and was answered in his name.
        await service.Database.DoAsync($"""
            update outbox set wholesaler_id = {stranger.Wholesaler.Value} where phone_number_id = {market.PhoneNumberId}
                and id = (select max(id) from outbox where phone_number_id = {market.PhoneNumberId} and reply = 'cart_summary')
            """);
        await market.Shop.TapsAsync("Confirm");

        var proof = await ProofOfNewestAsync(market);
        RawsOf(proof).Count.ShouldBe(2);
        RawsOf(proof).ShouldNotContain(raw => raw.Contains("7 sugar"));
        RepliesOf(proof).Count(reply => reply == "cart_summary").ShouldBe(1);
    }

    [Fact]
    public async Task An_order_that_asked_for_approval_is_proved_with_the_refusal()
    {
        var market = await Market.OpenAsync(service, 11_625);
        await market.Shop.SaysAsync("5 sugar");
        await market.Shop.SaysAsync("yes");
        await market.Shop.TapsAsync("Ask approval");
        var caller = await Integrator.OfAsync(service, market.Wholesaler);
        var id = (await caller.GetAsync("/orders"))["items.0.id"].GetGuid();
        (await caller.PostAsync($"/orders/{id}/approve", new { })).ShouldBe(200);

        var proof = await ProofOfNewestAsync(market);
        RawsOf(proof).Count.ShouldBe(3);
        OutcomesOf(proof).ShouldBe(["cart DECLINED", "cart DECLINED", "approval ACCEPTED"]);
    }

    [Fact]
    public async Task An_order_over_http_that_asked_for_approval_is_proved_with_the_refusal()
    {
        var office = await Backoffice.OpenAsync(service);
        object Wish(decimal amount, bool ask) => new { creditLineId = office.Line, amount = Backoffice.Npr(amount), whenDeclined = ask ? "askApproval" : null };
        (await office.Caller.PostAsync("/orders", Wish(100_002, false))).ShouldBe(422);
        (await office.Caller.PostAsync("/orders", Wish(100_001, true))).ShouldBe(202);

        OutcomesOf(await ProofOfNewestAsync(office.Market)).ShouldBe(["api DECLINED"]);
    }

    private async Task<Reply> ProofOfNewestAsync(Market market)
    {
        await service.IdleAsync();
        var caller = await Integrator.OfAsync(service, market.Wholesaler);
        return (await caller.GetAsync($"/orders/{(await caller.GetAsync("/orders"))["items.0.id"].GetGuid()}/proof")).ShouldBe(200);
    }

    private static List<string> RawsOf(Reply proof) => [.. proof["messages"].EnumerateArray().Select(message => message.GetProperty("raw").GetString()!)];

    private static IEnumerable<string> RepliesOf(Reply proof) => proof["replies"].EnumerateArray().Select(reply => reply.GetProperty("reply").GetString()!);

    private static IEnumerable<string> OutcomesOf(Reply proof) => proof["decisions"].EnumerateArray().Select(decision =>
        $"{decision.GetProperty("scope").GetString()} {decision.GetProperty("answer").GetProperty("outcome").GetString()}");
}
