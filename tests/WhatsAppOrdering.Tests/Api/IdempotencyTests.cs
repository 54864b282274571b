using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class IdempotencyTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task The_same_key_and_body_get_the_first_answer_again_byte_for_byte()
    {
        var (caller, line) = await OpenAsync();
        var first = await caller.PutAsync($"/credit-lines/{line}/limit", "{\"limit\": {\"amount\": 60000.00, \"currency\": \"NPR\"}, \"reason\": \"asked\"}", "one");
        var again = await caller.PutAsync($"/credit-lines/{line}/limit", "{\"reason\":\"asked\",\"limit\":{\"currency\":\"NPR\",\"amount\":60000}}", "one");

        first.ShouldBe(200).Replayed.ShouldBeFalse();
        again.ShouldBe(200).Replayed.ShouldBeTrue();
        again.Text.ShouldBe(first.Text);
        first["line.seq"].GetInt64().ShouldBe(2);
        (await caller.GetAsync($"/credit-lines/{line}"))["seq"].GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task An_orders_first_answer_is_given_again_byte_for_byte_when_order_price_and_limit_have_moved_on()
    {
        var office = await Backoffice.OpenAsync(service);
        object Wish(decimal cartons, bool ask) => new { creditLineId = office.Line, lines = new[] { new { sku = "COKE-1500", quantity = cartons } }, whenDeclined = ask ? "askApproval" : null };
        Task<Reply[]> AllAsync() => Task.WhenAll(
            office.Caller.PostAsync("/orders", Wish(2.0m, false), "placed"), office.Caller.PostAsync("/orders", Wish(1000, true), "awaiting"),
            office.Caller.PostAsync("/orders", Wish(2000, false), "declined"));
        var first = await AllAsync();
        first.Select(reply => reply.Status).ShouldBe([201, 202, 422]);

        (await office.Caller.PostAsync($"/orders/{first[0]["order.id"].GetGuid()}/confirm", new { })).ShouldBe(200);
        (await office.Caller.PostAsync($"/orders/{first[1]["order.id"].GetGuid()}/decline", new { reason = "no" })).ShouldBe(200);
        (await office.Caller.PutAsync($"{office.LinePath}/limit", new { limit = Npr(90_000_000), reason = "asked" })).ShouldBe(200);
        (await office.Caller.PutAsync("/products", new { currency = "NPR", products = new[] { RouteExamples.Product("COKE-1500", 1) } })).ShouldBe(200);

        var again = await AllAsync();
        again.ShouldAllBe(reply => reply.Replayed);
        again.Select(reply => (reply.Status, reply.Text)).ShouldBe(first.Select(reply => (reply.Status, reply.Text)));
        (await office.Caller.PostAsync("/orders", Wish(3, false), "placed")).ShouldBe(409, "IDEMPOTENCY_CONFLICT");
    }

    [Fact]
    public async Task The_same_key_with_another_body_route_or_operation_is_a_conflict_without_effect()
    {
        var (caller, line) = await OpenAsync();
        await caller.PutAsync($"/credit-lines/{line}/limit", new { limit = Npr(60000), reason = "asked" }, "one");

        (await caller.PutAsync($"/credit-lines/{line}/limit", new { limit = Npr(60001), reason = "asked" }, "one")).ShouldBe(409, "IDEMPOTENCY_CONFLICT");
        (await caller.PutAsync($"/credit-lines/{Guid.NewGuid()}/limit", new { limit = Npr(60000), reason = "asked" }, "one")).ShouldBe(409, "IDEMPOTENCY_CONFLICT");
        (await caller.GetAsync($"/credit-lines/{line}"))["limit.amount"].GetDecimal().ShouldBe(60000);
    }

    [Fact]
    public async Task Ten_at_once_with_one_key_do_it_once()
    {
        var (caller, line) = await OpenAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            caller.PutAsync($"/credit-lines/{line}/limit", new { limit = Npr(70000), reason = "asked" }, "one")));

        replies.ShouldAllBe(reply => reply.Status == 200);
        replies.Count(reply => !reply.Replayed).ShouldBe(1);
        (await caller.GetAsync($"/credit-lines/{line}"))["seq"].GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_request_that_is_refused_before_any_decision_leaves_its_key_free()
    {
        var (caller, line) = await OpenAsync();
        (await caller.PutAsync($"/credit-lines/{line}/limit", new { limit = Npr(60000.001m), reason = "asked" }, "one")).ShouldBe(422, "INVALID_AMOUNT");
        (await caller.PutAsync($"/credit-lines/{Guid.NewGuid()}/limit", new { limit = Npr(60000), reason = "asked" }, "one")).ShouldBe(404, "NOT_FOUND");
        (await caller.PutAsync($"/credit-lines/{line}/limit", new { limit = Npr(60000), reason = "asked" }, "one")).ShouldBe(200);
    }

    [Theory]
    [InlineData("{\"limit\": {\"amount\": 1, \"currency\": \"NPR\"}, \"reason\": \"a\"}", null, "Idempotency-Key")]
    [InlineData("{\"limit\": {\"amount\": 1, \"currency\": \"NPR\"}, \"reason\": \"a\"}", "with space", "Idempotency-Key")]
    [InlineData("{\"limit\": {\"amount\": 1, \"currency\": \"NPR\"}}", "k", "reason")]
    [InlineData("{\"limit\": {\"amount\": \"1\", \"currency\": \"NPR\"}, \"reason\": \"a\"}", "k", "limit")]
    [InlineData("{\"limit\": {\"amount\": 1, \"currency\": \"NPR\"}, \"reason\": \"a\", \"unheard\": 1}", "k", "unheard")]
    [InlineData("{\"limit\": {\"amount\": 1, \"currency\": \"NPR\"}, \"limit\": {\"amount\": 2, \"currency\": \"NPR\"}, \"reason\": \"a\"}", "k", "limit")]
    [InlineData("{\"limit\": {\"amount\": 1e400, \"currency\": \"NPR\"}, \"reason\": \"a\"}", "k", "limit")]
    [InlineData("{\"limit\": 1, \"reason\": \"a\"}", "k", "limit")]
    [InlineData("{\"limit\": {\"amount\": 1, \"currency\": \"NPR\"}, \"reason\": \"a\", \"graceDays\": -1}", "k", "GraceDays")]
    [InlineData("[]", "k", "")]
    [InlineData("{", "k", "")]
    [InlineData("", "k", "")]
    public async Task A_request_that_cannot_be_understood_is_a_problem_that_says_what(string body, string? key, string about)
    {
        var (caller, line) = await OpenAsync();
        var reply = await caller.SendAsync(HttpMethod.Put, $"/credit-lines/{line}/limit", body, key);
        reply.ShouldBe(400, "INVALID_REQUEST").Text.ShouldContain(about);
    }

    [Fact]
    public async Task Without_a_living_key_with_the_scope_nobody_gets_in()
    {
        var (caller, line) = await OpenAsync();
        var market = await Market.OpenAsync(service);
        var reader = await Integrator.OfAsync(service, market.Wholesaler, ApiScopes.CreditRead);
        var stranger = await Integrator.OfAsync(service, market.Wholesaler);

        (await new Integrator(service, "wao_0_x").GetAsync($"/credit-lines/{line}")).ShouldBe(401, "UNAUTHENTICATED");
        (await new Integrator(service, caller.Key + "x").GetAsync($"/credit-lines/{line}")).ShouldBe(401, "UNAUTHENTICATED");
        (await reader.PutAsync($"/credit-lines/{line}/limit", new { limit = Npr(1), reason = "a" })).ShouldBe(403, "FORBIDDEN");
        (await stranger.GetAsync($"/credit-lines/{line}")).ShouldBe(404, "NOT_FOUND");
        (await caller.GetAsync("/nowhere")).ShouldBe(404, "NOT_FOUND");
        (await caller.PostAsync($"/credit-lines/{line}", new { })).ShouldBe(405, "INVALID_REQUEST");
        (await caller.SendAsync(HttpMethod.Put, $"/credit-lines/{line}/limit", "x", "k", "text/plain")).ShouldBe(415, "INVALID_REQUEST");
    }

    private static Money Npr(decimal amount) => new(amount, "NPR");

    private async Task<(Integrator Caller, Guid Line)> OpenAsync()
    {
        var market = await Market.OpenAsync(service);
        return (await Integrator.OfAsync(service, market.Wholesaler),
            await service.Database.OneAsync<Guid>($"select id as \"Value\" from credit_line where wholesaler_id = {market.Wholesaler.Value}"));
    }
}
