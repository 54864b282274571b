using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class OrderRouteTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task An_order_of_the_catalog_is_placed_confirmed_in_part_dispatched_and_delivered_short()
    {
        var shop = await OpenAsync();
        var placed = await shop.Caller.PostAsync("/orders", new { creditLineId = shop.Line, lines = new object[] { new { sku = "COKE-1500", quantity = 2, unit = "carton" }, new { sku = "SUGAR-50", quantity = 1 } } });
        if (placed.Status == 400)
        {
            Assert.Fail(placed.Text);
        }

        placed.ShouldBe(201);
        var id = placed["order.id"].GetGuid();
        placed["order.status"].GetString().ShouldBe("Placed");
        placed.Amount("credit.held").ShouldBe(placed.Amount("order.total"));

        var confirmed = await shop.Caller.PostAsync($"/orders/{id}/confirm", new { lines = new[] { new { position = 1, quantity = 2 } } });
        confirmed.ShouldBe(200)["order.status"].GetString().ShouldBe("Confirmed");
        confirmed.Amount("order.amount").ShouldBe(confirmed.Amount("order.lines.0.total"));
        confirmed.Amount("credit.held").ShouldBe(0);
        confirmed.Amount("credit.owed").ShouldBe(confirmed.Amount("order.amount"));

        (await shop.Caller.PostAsync($"/orders/{id}/dispatch", new { })).ShouldBe(200)["order.status"].GetString().ShouldBe("Dispatched");
        (await shop.Caller.PostAsync($"/orders/{id}/deliver", new { lines = new[] { new { position = 2, quantity = 1 } } })).ShouldBe(400, "INVALID_REQUEST");
        var delivered = await shop.Caller.PostAsync($"/orders/{id}/deliver", new { lines = new[] { new { position = 1, quantity = 1 } } });
        delivered.ShouldBe(200)["order.status"].GetString().ShouldBe("Delivered");
        delivered.Amount("credit.owed").ShouldBe(confirmed.Amount("order.amount") / 2);
        delivered["order.dueAt"].GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(14));
        (await shop.Caller.PostAsync($"/orders/{id}/cancel", new { reason = "late" })).ShouldBe(409, "INVALID_TRANSITION")["state"].GetString().ShouldBe("Delivered");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_plain_amount_that_does_not_fit_is_declined_with_the_figures_that_help_and_stays_declined()
    {
        var shop = await OpenAsync(10_000);
        await shop.Caller.PostAsync("/orders", Wish(shop, 7_000));
        var declined = await shop.Caller.PostAsync("/orders", Wish(shop, 4_000), "one");

        declined.ShouldBe(422, "INSUFFICIENT_CREDIT");
        declined.Amount("shortfall").ShouldBe(1_000);
        declined.Amount("fits").ShouldBe(3_000);
        declined.Amount("projected").ShouldBe(11_000);
        declined["canBeApproved"].GetBoolean().ShouldBeTrue();
        (await shop.Caller.PutAsync($"/credit-lines/{shop.Line}/limit", new { limit = new { amount = 20_000, currency = "NPR" }, reason = "raised" })).ShouldBe(200);
        var again = await shop.Caller.PostAsync("/orders", Wish(shop, 4_000), "one");
        again.Replayed.ShouldBeTrue();
        again.Text.ShouldBe(declined.Text);
        (await shop.Caller.PostAsync("/orders", Wish(shop, 4_000), "two")).ShouldBe(201);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task An_order_names_its_retailer_its_reference_and_what_to_do_when_it_is_declined()
    {
        var shop = await OpenAsync(10_000);
        var retailer = (await shop.Caller.GetAsync($"/credit-lines/{shop.Line}"))["retailerId"].GetGuid();
        var goods = new[] { new { sku = "COKE-1500", quantity = 1, unit = "carton" } };
        Task<Reply> OrderAsync(object wish) => shop.Caller.PostAsync("/orders", wish);

        var placed = await OrderAsync(new { retailer, amount = Backoffice.Npr(400), reference = "PO 77" });
        (placed.ShouldBe(201)["order.lines.0.name"].GetString(), placed["order.retailerId"].GetGuid()).ShouldBe(("PO 77", retailer));
        (await OrderAsync(new { retailer, lines = goods })).ShouldBe(201);
        (await OrderAsync(new { retailer, amount = Backoffice.Npr(12_000), whenDeclined = "decline" })).ShouldBe(422, "INSUFFICIENT_CREDIT");
        (await OrderAsync(new { retailer, amount = Backoffice.Npr(12_000), whenDeclined = "askApproval" })).ShouldBe(202)["order.status"].GetString().ShouldBe("AwaitingApproval");
        (await OrderAsync(new { retailer, amount = Backoffice.Npr(12_000), whenDeclined = "AskApproval" })).ShouldBe(400, "INVALID_REQUEST");
        (await OrderAsync(new { retailer, lines = goods, reference = "PO 78" })).ShouldBe(400, "INVALID_REQUEST");
        (await OrderAsync(new { retailer, creditLineId = shop.Line, amount = Backoffice.Npr(1) })).ShouldBe(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task An_approval_grants_one_order_once_and_lifts_no_hold()
    {
        var shop = await OpenAsync(10_000);
        var asked = await shop.Caller.PostAsync("/orders", Wish(shop, 12_000, askApproval: true), "one");
        asked.ShouldBe(202)["order.status"].GetString().ShouldBe("AwaitingApproval");
        asked.Amount("credit.used").ShouldBe(0);
        var id = asked["order.id"].GetGuid();

        (await shop.Caller.PostAsync($"/credit-lines/{shop.Line}/hold", new { reason = "Overdue payments" })).ShouldBe(200);
        (await shop.Caller.PostAsync($"/orders/{id}/approve", new { })).ShouldBe(422, "CREDIT_BLOCKED");
        (await shop.Caller.DeleteAsync($"/credit-lines/{shop.Line}/hold")).ShouldBe(200);
        var approved = await shop.Caller.PostAsync($"/orders/{id}/approve", new { });
        approved.ShouldBe(200)["order.status"].GetString().ShouldBe("Placed");
        approved.Amount("credit.used").ShouldBe(12_000);
        approved.Amount("credit.available").ShouldBe(-2_000);
        (await shop.Caller.PostAsync($"/orders/{id}/approve", new { })).ShouldBe(409, "INVALID_TRANSITION");
        (await shop.Caller.PostAsync("/orders", Wish(shop, 1))).ShouldBe(422, "INSUFFICIENT_CREDIT");
        (await shop.Caller.PostAsync($"/orders/{id}/confirm", new { })).ShouldBe(200);
        await service.BooksHoldAsync();
    }

    [Theory]
    [InlineData("Owner rang: festival stock", "OVERRIDE INSUFFICIENT_CREDIT: Owner rang: festival stock, DEBIT")]
    [InlineData(null, "OVERRIDE INSUFFICIENT_CREDIT, DEBIT")]
    public async Task An_approval_says_why_in_the_ledger_if_it_is_told(string? reason, string entries)
    {
        var shop = await OpenAsync(10_000);
        var id = (await shop.Caller.PostAsync("/orders", Wish(shop, 12_000, askApproval: true)))["order.id"].GetGuid();
        (await shop.Caller.PostAsync($"/orders/{id}/approve", new { reason = "" })).ShouldBe(400, "INVALID_REQUEST");

        (await shop.Caller.PostAsync($"/orders/{id}/approve", reason is null ? new { } : new { reason })).ShouldBe(200);

        (await EntriesAsync(shop)).ShouldBe(entries);
    }

    [Fact]
    public async Task An_approval_that_is_needed_no_more_says_why_at_its_debit()
    {
        var shop = await OpenAsync(10_000);
        var id = (await shop.Caller.PostAsync("/orders", Wish(shop, 12_000, askApproval: true)))["order.id"].GetGuid();
        await shop.Caller.PutAsync($"/credit-lines/{shop.Line}/limit", new { limit = new { amount = 20_000, currency = "NPR" }, reason = "raised" });

        (await shop.Caller.PostAsync($"/orders/{id}/approve", new { reason = "Known for years" })).ShouldBe(200);

        (await EntriesAsync(shop)).ShouldBe("DEBIT Known for years");
    }

    [Fact]
    public async Task An_approval_can_be_declined_and_what_cannot_be_approved_is_not_asked()
    {
        var shop = await OpenAsync(10_000);
        var id = (await shop.Caller.PostAsync("/orders", Wish(shop, 12_000, askApproval: true)))["order.id"].GetGuid();
        (await shop.Caller.PostAsync($"/orders/{id}/confirm", new { })).ShouldBe(409, "INVALID_TRANSITION");
        (await shop.Caller.PostAsync($"/orders/{id}/decline", new { reason = "too much" })).ShouldBe(200)["order.status"].GetString().ShouldBe("Rejected");
        var fits = await shop.Caller.PostAsync("/orders", Wish(shop, 10_000));
        (await shop.Caller.PostAsync($"/orders/{fits["order.id"].GetGuid()}/decline", new { reason = "x" })).ShouldBe(409, "INVALID_TRANSITION");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_higher_price_counts_once_it_is_accepted()
    {
        var shop = await OpenAsync(10_000);
        var id = (await shop.Caller.PostAsync("/orders", Wish(shop, 7_000)))["order.id"].GetGuid();
        object Prices(decimal price, string currency = "NPR") => new { lines = new[] { new { position = 1, unitPrice = new { amount = price, currency } } } };

        (await shop.Caller.PostAsync($"/orders/{id}/price-rise/accept", new { offer = 1 })).ShouldBe(409, "INVALID_TRANSITION");
        (await shop.Caller.PostAsync($"/orders/{id}/price-rise", Prices(7_000))).ShouldBe(400, "INVALID_REQUEST");
        (await shop.Caller.PostAsync($"/orders/{id}/price-rise", Prices(8_000, "INR"))).ShouldBe(422, "CURRENCY_MISMATCH");
        (await shop.Caller.PostAsync($"/orders/{id}/price-rise", Prices(8_000.001m))).ShouldBe(422, "INVALID_AMOUNT");
        (await shop.Caller.PostAsync($"/orders/{id}/price-rise", Prices(-1))).ShouldBe(422, "INVALID_AMOUNT");

        var offered = await shop.Caller.PostAsync($"/orders/{id}/price-rise", Prices(11_000));
        offered.ShouldBe(200);
        (offered.Amount("order.amount"), offered.Amount("credit.held")).ShouldBe((7_000, 7_000));
        (await shop.Caller.PostAsync($"/orders/{id}/price-rise/accept", new { offer = 1 })).ShouldBe(422, "INSUFFICIENT_CREDIT");
        await shop.Caller.PostAsync($"/orders/{id}/price-rise", Prices(9_000));
        var accepted = await shop.Caller.PostAsync($"/orders/{id}/price-rise/accept", new { offer = 2 });

        accepted.ShouldBe(200)["order.version"].GetInt32().ShouldBe(2);
        (accepted.Amount("order.amount"), accepted.Amount("credit.held")).ShouldBe((9_000, 9_000));
        (await shop.Caller.PostAsync($"/orders/{id}/confirm", new { })).ShouldBe(200).Amount("credit.owed").ShouldBe(9_000);
        (await shop.Caller.PostAsync($"/orders/{id}/price-rise", Prices(10_000))).ShouldBe(409, "INVALID_TRANSITION");
        await service.BooksHoldAsync();
    }

    [Theory]
    [InlineData("{}", 400, "INVALID_REQUEST")]
    [InlineData("{\"creditLineId\":\"LINE\"}", 400, "INVALID_REQUEST")]
    [InlineData("{\"creditLineId\":\"LINE\",\"amount\":{\"amount\":1,\"currency\":\"NPR\"},\"lines\":[{\"sku\":\"x\",\"quantity\":1}]}", 400, "INVALID_REQUEST")]
    [InlineData("{\"creditLineId\":\"LINE\",\"lines\":[{\"sku\":\"x\",\"quantity\":1}]}", 400, "INVALID_REQUEST")]
    [InlineData("{\"creditLineId\":\"LINE\",\"amount\":{\"amount\":0,\"currency\":\"NPR\"}}", 422, "INVALID_AMOUNT")]
    [InlineData("{\"creditLineId\":\"LINE\",\"amount\":{\"amount\":-1,\"currency\":\"NPR\"}}", 422, "INVALID_AMOUNT")]
    [InlineData("{\"creditLineId\":\"LINE\",\"amount\":{\"amount\":0.001,\"currency\":\"NPR\"}}", 422, "INVALID_AMOUNT")]
    [InlineData("{\"creditLineId\":\"LINE\",\"amount\":{\"amount\":1000000000000000000,\"currency\":\"NPR\"}}", 422, "INVALID_AMOUNT")]
    [InlineData("{\"creditLineId\":\"LINE\",\"amount\":{\"amount\":1,\"currency\":\"USD\"}}", 422, "CURRENCY_MISMATCH")]
    [InlineData("{\"creditLineId\":\"00000000-0000-0000-0000-000000000001\",\"amount\":{\"amount\":1,\"currency\":\"NPR\"}}", 422, "UNKNOWN_LINE")]
    public async Task A_wish_that_is_none_consumes_no_key(string body, int status, string code)
    {
        var shop = await OpenAsync();
        (await shop.Caller.PostAsync("/orders", body.Replace("LINE", shop.Line.ToString(), StringComparison.Ordinal), "one")).ShouldBe(status, code);
        (await shop.Caller.PostAsync("/orders", Wish(shop, 1), "one")).ShouldBe(201);
    }

    [Fact]
    public async Task A_busy_line_answers_503_and_the_same_key_decides_later()
    {
        var shop = await OpenAsync();
        await using (var holder = await service.Database.ConnectAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var hold = new Npgsql.NpgsqlCommand($"select 1 from credit_line where id = '{shop.Line}' for no key update", holder);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            (await shop.Caller.PostAsync("/orders?maxRetries=0&timeoutMs=20", Wish(shop, 1), "one")).ShouldBe(503, "LOCK_TIMEOUT");
            (await shop.Caller.PostAsync("/orders?maxRetries=6", Wish(shop, 1), "one")).ShouldBe(400, "INVALID_REQUEST");
        }

        (await shop.Caller.PostAsync("/orders", Wish(shop, 1), "one")).ShouldBe(201).Replayed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_batch_decides_each_order_on_its_own_and_once()
    {
        var shop = await OpenAsync(10_000);
        var batch = new { orders = new[] { Wish(shop, 6_000), Wish(shop, 6_000), Wish(shop, 4_000) } };
        var answer = await shop.Caller.PostAsync("/orders/batch", batch, "one");

        answer.ShouldBe(200)["accepted"].GetInt32().ShouldBe(2);
        Enumerable.Range(0, 3).Select(place => answer[$"orders.{place}.status"].GetInt32()).ShouldBe([201, 422, 201]);
        answer["orders.1.body.code"].GetString().ShouldBe("INSUFFICIENT_CREDIT");
        var again = await shop.Caller.PostAsync("/orders/batch", batch, "one");
        again.Replayed.ShouldBeTrue();
        again.Text.ShouldBe(answer.Text);
        (await shop.Caller.PostAsync("/orders", Wish(shop, 1), "one")).ShouldBe(409, "IDEMPOTENCY_CONFLICT");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task An_atomic_batch_is_all_or_nothing()
    {
        var shop = await OpenAsync(10_000);
        var none = await shop.Caller.PostAsync("/orders/batch", new { atomic = true, orders = new[] { Wish(shop, 6_000), Wish(shop, 6_000) } }, "one");
        none.ShouldBe(422, "INSUFFICIENT_CREDIT")["index"].GetInt32().ShouldBe(1);
        (await shop.Caller.GetAsync($"/credit-lines/{shop.Line}")).Amount("used").ShouldBe(0);
        (await shop.Caller.GetAsync("/orders"))["items"].GetArrayLength().ShouldBe(0);
        (await shop.Caller.PostAsync("/orders/batch", new { atomic = true, orders = new[] { Wish(shop, 6_000), Wish(shop, 6_000) } }, "one")).Replayed.ShouldBeTrue();

        var all = await shop.Caller.PostAsync("/orders/batch", new { atomic = true, orders = new[] { Wish(shop, 6_000), Wish(shop, 4_000) } }, "two");
        all.ShouldBe(201)["accepted"].GetInt32().ShouldBe(2);
        (await shop.Caller.GetAsync($"/credit-lines/{shop.Line}")).Amount("available").ShouldBe(0);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Orders_are_listed_page_by_page_without_gaps()
    {
        var shop = await OpenAsync();
        await shop.Caller.PostAsync("/orders/batch", new { orders = Enumerable.Repeat(Wish(shop, 1), 7) });
        var seen = new List<long>();
        string? after = null;
        do
        {
            var page = await shop.Caller.GetAsync($"/orders?limit=3&after={after}");
            seen.AddRange(page.ShouldBe(200)["items"].EnumerateArray().Select(order => order.GetProperty("number").GetInt64()));
            after = page.Json.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        seen.Count.ShouldBe(7);
        seen.ShouldBe(seen.OrderDescending().Distinct());
        (await shop.Caller.GetAsync("/orders?status=Confirmed"))["items"].GetArrayLength().ShouldBe(0);
        (await shop.Caller.GetAsync("/orders?status=Nonsense")).ShouldBe(400, "INVALID_REQUEST");
        (await shop.Caller.GetAsync("/orders?limit=0")).ShouldBe(400, "INVALID_REQUEST");
    }

    private Task<string> EntriesAsync(OpenShop shop) => service.Database.OneAsync<string>($"""
        select string_agg(concat_ws(' ', kind, reason), ', ' order by seq) as "Value" from ledger_entry where line_id = {shop.Line} and kind in ('OVERRIDE', 'DEBIT')
        """);

    private static object Wish(OpenShop shop, decimal amount, bool askApproval = false) =>
        new { creditLineId = shop.Line, amount = new { amount, currency = "NPR" }, whenDeclined = askApproval ? "askApproval" : "decline" };

    private async Task<OpenShop> OpenAsync(decimal limit = 100_000)
    {
        var market = await Market.OpenAsync(service, limit);
        return new OpenShop(
            await Integrator.OfAsync(service, market.Wholesaler),
            await service.Database.OneAsync<Guid>($"select id as \"Value\" from credit_line where wholesaler_id = {market.Wholesaler.Value}"));
    }

    private sealed record OpenShop(Integrator Caller, Guid Line);
}
