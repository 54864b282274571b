using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class CreditLineTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task A_line_is_opened_once_per_retailer_with_its_terms()
    {
        var office = await Backoffice.OpenAsync(service);
        var body = new { retailerId = office.NewRetailer, limit = Backoffice.Npr(5000.5m), termsDays = 30, graceDays = 3, orderMaximum = Backoffice.Npr(1000) };
        var opened = (await office.Caller.PostAsync("/credit-lines", body, "one")).ShouldBe(201);

        opened.Amount("limit").ShouldBe(5000.5m);
        opened.Amount("orderMaximum").ShouldBe(1000);
        opened["termsDays"].GetInt32().ShouldBe(30);
        opened["graceDays"].GetInt32().ShouldBe(3);
        opened.Text.ShouldContain("5000.50");
        (await office.Caller.PostAsync("/credit-lines", body, "one")).ShouldBe(201).Text.ShouldBe(opened.Text);
        (await office.Caller.PostAsync("/credit-lines", body, "two")).ShouldBe(409, "ALREADY_EXISTS");
        (await office.Caller.GetAsync($"/credit-lines?retailer={office.NewRetailer}"))["items"].GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Ten_at_once_open_one_line()
    {
        var office = await Backoffice.OpenAsync(service);
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => office.Caller.PostAsync(
            "/credit-lines", new { retailerId = office.NewRetailer, limit = Backoffice.Npr(5000), termsDays = 30 })));
        replies.Count(reply => reply.Status == 201).ShouldBe(1);
        replies.Count(reply => reply.Code == "ALREADY_EXISTS").ShouldBe(9);
    }

    [Theory]
    [InlineData(100.001, "NPR", "INVALID_AMOUNT")]
    [InlineData(-1, "NPR", "INVALID_AMOUNT")]
    [InlineData(1e12, "NPR", "INVALID_AMOUNT")]
    [InlineData(100, "USD", "CURRENCY_MISMATCH")]
    [InlineData(100.001, "USD", "INVALID_AMOUNT")]
    [InlineData(100, "npr", "CURRENCY_MISMATCH")]
    public async Task An_amount_that_the_line_cannot_have_is_refused_and_leaves_the_key_free(double amount, string currency, string code)
    {
        var office = await Backoffice.OpenAsync(service);
        var wrong = new { amount = (decimal)amount, currency };
        foreach (var (path, body) in new (string, object)[]
        {
            ("limit", new { limit = wrong, reason = "asked" }),
            ("limit", new { limit = Backoffice.Npr(1), orderMaximum = wrong, reason = "asked" }),
            ("temporary-limit", new { limit = wrong, until = "2027-01-01T00:00:00Z", reason = "asked" }),
        })
        {
            (await office.Caller.PutAsync($"{office.LinePath}/{path}", body, "one")).ShouldBe(422, code);
        }

        (await office.Caller.PostAsync($"{office.LinePath}/payments", new { amount = wrong, reference = "R" }, "one")).ShouldBe(422, code);
        (await office.Caller.PutAsync($"{office.LinePath}/limit", new { limit = Backoffice.Npr(7), reason = "asked" }, "one")).ShouldBe(200);
    }

    [Fact]
    public async Task The_maximum_per_order_is_set_kept_and_lifted()
    {
        var office = await Backoffice.OpenAsync(service);
        Task<Reply> Set(object body) => office.Caller.PutAsync($"{office.LinePath}/limit", body);

        (await Set(new { limit = Backoffice.Npr(100), reason = "a", orderMaximum = Backoffice.Npr(50) })).Amount("line.orderMaximum").ShouldBe(50);
        (await Set(new { limit = Backoffice.Npr(200), reason = "a" })).Amount("line.orderMaximum").ShouldBe(50);
        (await Set(new { limit = Backoffice.Npr(200), reason = "a", noOrderMaximum = true, orderMaximum = Backoffice.Npr(50) })).ShouldBe(400, "INVALID_REQUEST");
        (await Set(new { limit = Backoffice.Npr(200), reason = "a", noOrderMaximum = true }))["line"].TryGetProperty("orderMaximum", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_temporary_limit_holds_inside_its_dates_and_can_be_ended()
    {
        var office = await Backoffice.OpenAsync(service);
        var now = await service.Database.NowAsync();
        Task<Reply> Set(object body) => office.Caller.PutAsync($"{office.LinePath}/temporary-limit", body);

        (await Set(new { limit = Backoffice.Npr(150_000), until = now.AddDays(3), reason = "festival" })).ShouldBe(200).Amount("line.effectiveLimit").ShouldBe(150_000);
        (await Set(new { limit = (object?)null, reason = "over" })).ShouldBe(200).Amount("line.effectiveLimit").ShouldBe(100_000);
        (await Set(new { limit = Backoffice.Npr(150_000), from = now.AddDays(1), until = now.AddDays(3), reason = "festival" })).Amount("line.effectiveLimit").ShouldBe(100_000);
        (await Set(new { limit = Backoffice.Npr(150_000), reason = "no end" })).ShouldBe(400, "INVALID_REQUEST");
        (await Set(new { limit = Backoffice.Npr(150_000), from = now, until = now, reason = "no time" })).ShouldBe(400, "INVALID_REQUEST");
        (await Set(new { limit = Backoffice.Npr(150_000), until = now.AddDays(-1), reason = "over already" })).ShouldBe(400, "INVALID_REQUEST");
        (await Set(new { limit = Backoffice.Npr(150_000), from = now.AddDays(-3), until = now.AddDays(-1), reason = "over already" })).ShouldBe(400, "INVALID_REQUEST");
        (await Set(new { limit = (object?)null, until = now, reason = "end with a date" })).ShouldBe(400, "INVALID_REQUEST");
        (await Set(new { reason = "no limit" })).ShouldBe(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task A_temporary_limit_is_shown_with_its_dates_until_it_is_over()
    {
        var office = await Backoffice.OpenAsync(service);
        var now = await service.Database.NowAsync();
        var (from, until) = (now.AddDays(1), now.AddDays(3));
        await office.Caller.PutAsync($"{office.LinePath}/temporary-limit", new { limit = Backoffice.Npr(150_000), from, until, reason = "festival" });

        var line = await office.Caller.GetAsync(office.LinePath);
        (line.Amount("temporaryLimit.limit"), line.Amount("effectiveLimit")).ShouldBe((150_000, 100_000));
        line["temporaryLimit.from"].GetDateTimeOffset().ShouldBe(from, TimeSpan.FromMilliseconds(1));
        line["temporaryLimit.until"].GetDateTimeOffset().ShouldBe(until, TimeSpan.FromMilliseconds(1));
        await service.Database.DoAsync($"update credit_line set temporary_from = {now.AddDays(-3)}, temporary_until = {now.AddDays(-1)} where id = {office.Line}");
        (await office.Caller.GetAsync(office.LinePath)).Json.TryGetProperty("temporaryLimit", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_hold_is_lifted_with_a_reason_or_without()
    {
        var office = await Backoffice.OpenAsync(service);
        async Task<Reply> LiftAsync(object? body)
        {
            await office.Caller.PostAsync($"{office.LinePath}/hold", new { reason = "Bounced cheque" });
            return await office.Caller.DeleteAsync($"{office.LinePath}/hold", body);
        }

        (await LiftAsync(new { reason = "Paid in cash" })).ShouldBe(200)["line"].TryGetProperty("hold", out _).ShouldBeFalse();
        (await office.Caller.GetAsync($"{office.LinePath}/ledger"))["items.0.reason"].GetString().ShouldBe("Paid in cash");
        (await LiftAsync(new { })).ShouldBe(200);
        (await LiftAsync(null)).ShouldBe(200);
        (await office.Caller.GetAsync($"{office.LinePath}/ledger"))["items.0"].TryGetProperty("reason", out _).ShouldBeFalse();
        foreach (var wrong in new object[] { new { reason = " " }, new { reason = new string('x', 501) }, new { why = "x" } })
        {
            (await LiftAsync(wrong)).ShouldBe(400, "INVALID_REQUEST");
        }

        (await office.Caller.GetAsync(office.LinePath))["hold"].GetString().ShouldBe("Bounced cheque");
    }

    [Fact]
    public async Task A_hold_is_set_and_lifted_and_a_line_is_closed_once()
    {
        var office = await Backoffice.OpenAsync(service);
        (await office.Caller.PostAsync($"{office.LinePath}/hold", new { reason = "Bounced cheque" }))["line.hold"].GetString().ShouldBe("Bounced cheque");
        (await office.Caller.DeleteAsync($"{office.LinePath}/hold")).ShouldBe(200)["line"].TryGetProperty("hold", out _).ShouldBeFalse();
        (await office.Caller.DeleteAsync($"{office.LinePath}/hold", null, "again")).ShouldBe(409, "NOT_ON_HOLD");
        (await office.Caller.GetAsync($"{office.LinePath}/ledger"))["items.0.kind"].GetString().ShouldBe("RELEASE_HOLD");
        var closed = await office.Caller.PostAsync($"{office.LinePath}/close", new { reason = "moved away" });
        closed["line.status"].GetString().ShouldBe("Closed");
        (await office.Caller.PostAsync($"{office.LinePath}/close", new { reason = "moved away" }))["line.seq"].GetInt64().ShouldBe(closed["line.seq"].GetInt64());
    }

    [Fact]
    public async Task A_payment_reference_credits_once_and_bounces_once()
    {
        var office = await Backoffice.OpenAsync(service);
        await office.AdjustAsync(5000);
        Task<Reply> Pay(decimal amount) => office.Caller.PostAsync($"{office.LinePath}/payments", new { amount = Backoffice.Npr(amount), reference = "R-1" });

        var first = (await Pay(2000)).ShouldBe(201);
        first.Amount("line.owed").ShouldBe(3000);
        var again = (await Pay(2000)).ShouldBe(200);
        again["paymentId"].GetGuid().ShouldBe(first["paymentId"].GetGuid());
        again["line.seq"].GetInt64().ShouldBe(first["line.seq"].GetInt64());
        (await Pay(2001)).ShouldBe(409, "IDEMPOTENCY_CONFLICT");

        var reverse = $"{office.LinePath}/payments/{first["paymentId"].GetGuid()}/reverse";
        (await office.Caller.PostAsync(reverse, new { reason = "bounced" })).ShouldBe(200).Amount("line.owed").ShouldBe(5000);
        (await office.Caller.PostAsync(reverse, new { reason = "bounced" })).ShouldBe(200).Amount("line.owed").ShouldBe(5000);
        (await office.Caller.PostAsync($"{office.LinePath}/payments/{Guid.NewGuid()}/reverse", new { reason = "bounced" })).ShouldBe(404, "NOT_FOUND");
        await service.BooksHoldAsync();
    }

    [Theory]
    [InlineData(0, null, 422, "INVALID_AMOUNT")]
    [InlineData(-5, "2026-01-31T00:00:00Z", 400, "INVALID_REQUEST")]
    public async Task An_adjustment_that_makes_no_sense_is_refused(decimal amount, string? dueAt, int status, string code)
    {
        var office = await Backoffice.OpenAsync(service);
        (await office.Caller.PostAsync($"{office.LinePath}/adjustments", new { amount = Backoffice.Npr(amount), reason = "a", dueAt })).ShouldBe(status, code);
    }

    [Fact]
    public async Task The_list_is_paged_without_a_gap_or_a_repeat()
    {
        var office = await Backoffice.OpenAsync(service);
        for (var shop = 0; shop < 7; shop++)
        {
            var retailer = (await office.Caller.PostAsync("/retailers", new { name = $"Shop {shop}" }))["id"].GetGuid();
            await office.Caller.PostAsync("/credit-lines", new { retailerId = retailer, limit = Backoffice.Npr(1), termsDays = 0 });
        }

        foreach (var (list, name, count) in new[] { ("/credit-lines", "id", 8), ("/retailers", "id", 9), ("/people", "id", 2), ("/products", "sku", -1), ($"{office.LinePath}/ledger", "seq", 1) })
        {
            var whole = (await office.Caller.GetAsync($"{list}?size=200"))["items"].EnumerateArray().Select(item => item.GetProperty(name).ToString()).ToList();
            var (paged, next) = (new List<string>(), (string?)null);
            do
            {
                var page = (await office.Caller.GetAsync($"{list}?size=3{(next is null ? "" : $"&after={next}")}")).ShouldBe(200);
                page["items"].GetArrayLength().ShouldBeLessThanOrEqualTo(3);
                paged.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty(name).ToString()));
                next = page.Json.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
            }
            while (next is not null);
            paged.ShouldBe(whole);
            (count < 0 || paged.Count == count).ShouldBeTrue($"{list}: {paged.Count}");
        }
    }
}
