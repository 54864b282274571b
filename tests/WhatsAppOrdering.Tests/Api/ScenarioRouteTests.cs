using Npgsql;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>The twelve scenarios of the contract over HTTP, clients beside each other, each on a fresh line of 100,000; each race ten times.</summary>
public sealed class ScenarioRouteTests(ServiceForCrowds service) : IClassFixture<ServiceForCrowds>
{
    private const int Rounds = 10;

    private Integrator? _office;

    [Fact]
    public async Task Orders_1_2_and_6_fill_the_limit_to_the_last_rupee_and_one_more_is_told_what_is_left()
    {
        var line = await OpenAsync();
        foreach (var (amount, used) in new[] { (50_000, 50_000), (30_000, 80_000), (15_000, 95_000) })
        {
            var placed = (await line.OrderAsync(amount)).ShouldBe(201);
            (placed.Amount("credit.used"), placed.Amount("credit.available")).ShouldBe((used, 100_000 - used));
        }

        var other = await OpenAsync();
        (await other.OrderAsync(70_000)).ShouldBe(201);
        (await other.OrderAsync(30_001)).ShouldBe(422, "INSUFFICIENT_CREDIT").Amount("credit.available").ShouldBe(30_000);
        (await other.OrderAsync(30_000)).ShouldBe(201).Amount("credit.available").ShouldBe(0);
        await service.BooksHoldAsync();
    }

    [Theory]
    [InlineData(3, 2, 40_000, 2)]
    [InlineData(5, 3, 35_000, 2)]
    [InlineData(11, 10, 8_000, 10)]
    [InlineData(12, 10, 12_000, 8)]
    public async Task Of_orders_at_once_as_many_are_accepted_as_fit(int scenario, int orders, decimal amount, int fit)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var line = await OpenAsync();
            var replies = await Task.WhenAll(Enumerable.Range(0, orders).Select(_ => line.OrderAsync(amount)));

            replies.Count(reply => reply.Status == 201).ShouldBe(fit, $"scenario {scenario}");
            replies.Where(reply => reply.Status != 201).ShouldAllBe(reply => reply.Code == "INSUFFICIENT_CREDIT");
            (await line.ReadAsync()).Amount("used").ShouldBe(fit * amount);
        }

        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Of_4_two_orders_that_do_not_fit_together_exactly_one_wins_and_the_other_is_told_by_how_much()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var line = await OpenAsync();
            var replies = await Task.WhenAll(line.OrderAsync(75_000), line.OrderAsync(40_000));

            var (winner, loser) = (replies.Single(reply => reply.Status == 201), replies.Single(reply => reply.Status != 201));
            loser.ShouldBe(422, "INSUFFICIENT_CREDIT").Amount("projected").ShouldBe(115_000);
            (await line.ReadAsync()).Amount("used").ShouldBe(winner.Amount("order.amount"));
        }

        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Order_7_gives_its_credit_back_once_and_the_second_cancel_changes_nothing_and_says_so()
    {
        var line = await OpenAsync();
        var order = (await line.OrderAsync(50_000)).ShouldBe(201)["order.id"].GetGuid();

        var cancelled = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => line.Office.PostAsync($"/orders/{order}/cancel", new { reason = "changed his mind" })));

        cancelled.Single(reply => reply.Status == 200).Amount("credit.used").ShouldBe(0);
        cancelled.Where(reply => reply.Status != 200).ShouldAllBe(reply => reply.Code == "INVALID_TRANSITION" && reply["state"].GetString() == "Cancelled");
        (await line.KindsAsync()).ShouldBe("LIMIT DEBIT REVERSAL");
    }

    [Fact]
    public async Task A_hold_as_in_8_refuses_with_its_reason_until_it_is_lifted()
    {
        var line = await OpenAsync();
        (await line.Office.PostAsync($"{line.Path}/hold", new { reason = "Overdue payments" })).ShouldBe(200);
        (await line.OrderAsync(10_000)).ShouldBe(422, "CREDIT_BLOCKED")["reason"].GetString().ShouldBe("Overdue payments");
        (await line.Office.DeleteAsync($"{line.Path}/hold")).ShouldBe(200);
        (await line.OrderAsync(10_000)).ShouldBe(201);
    }

    [Fact]
    public async Task A_line_that_somebody_holds_as_in_9_is_waited_for_or_busy_with_nothing_written()
    {
        var line = await OpenAsync();
        await using (var holder = await HoldAsync(line))
        {
            var waiting = line.OrderAsync(10_000);
            await service.Database.UntilAsync($"select exists (select from pg_locks where not granted) as \"Value\"");
            waiting.IsCompleted.ShouldBeFalse();
            await holder.CloseAsync();
            (await waiting).ShouldBe(201);
        }

        var before = await WrittenAsync();
        await using (await HoldAsync(line))
        {
            (await line.OrderAsync(10_000, "?maxRetries=3&timeoutMs=100")).ShouldBe(503, "LOCK_TIMEOUT").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        }

        (await WrittenAsync()).ShouldBe(before);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_payment_as_in_10_frees_credit()
    {
        var line = await OpenAsync();
        (await line.OrderAsync(50_000)).ShouldBe(201);
        (await line.Office.PostAsync($"{line.Path}/payments", new { amount = Backoffice.Npr(30_000), reference = $"R {line.Path}" })).ShouldBe(201).Amount("line.used").ShouldBe(20_000);
    }

    private async Task<OpenLine> OpenAsync()
    {
        _office ??= (await Backoffice.OpenAsync(service)).Caller;
        var shop = (await _office.PostAsync("/retailers", new { name = "Shop" })).ShouldBe(201)["id"].GetGuid();
        var line = await _office.PostAsync("/credit-lines", new { retailerId = shop, limit = Backoffice.Npr(100_000), termsDays = 15 });
        return new OpenLine(_office, shop, line.ShouldBe(201)["id"].GetGuid());
    }

    private async Task<NpgsqlConnection> HoldAsync(OpenLine line)
    {
        var holder = await service.Database.ConnectAsync();
        await using var command = new NpgsqlCommand($"begin; select from credit_line where id = '{line.Id}' for no key update", holder);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return holder;
    }

    private Task<string> WrittenAsync() => service.Database.OneAsync<string>($"""
        select concat_ws(' ', (select sum(hashtext(l::text)) from credit_line l), (select count(*) from ledger_entry), (select count(*) from sales_order),
            (select count(*) from credit_decision), (select count(*) from api_answer)) as "Value"
        """);

    private sealed record OpenLine(Integrator Office, Guid Shop, Guid Id)
    {
        public string Path => $"/credit-lines/{Id}";

        public Task<Reply> OrderAsync(decimal amount, string patience = "") => Office.PostAsync($"/orders{patience}", new { retailer = Shop, amount = Backoffice.Npr(amount) });

        public Task<Reply> ReadAsync() => Office.GetAsync(Path);

        public async Task<string> KindsAsync() => string.Join(' ', (await Office.GetAsync($"{Path}/ledger"))["items"].EnumerateArray().Reverse().Select(entry => entry.GetProperty("kind").GetString()));
    }
}

/// <summary>With as many connections as in production: ten of one wholesaler's writes run beside each other.</summary>
public sealed class ServiceForCrowds : ServiceUnderTest
{
    public ServiceForCrowds(PostgresCluster cluster)
        : base(cluster) => Settings["Database:Writes"] = "20";
}
