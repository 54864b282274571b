using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>Orders for one line at once, again and again, each time on a fresh line of 100,000.</summary>
public sealed class RaceTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int Rounds = 100;

    [Theory]
    [InlineData(2, 40_000, 2)]
    [InlineData(3, 35_000, 2)]
    [InlineData(10, 8_000, 10)]
    [InlineData(10, 12_000, 8)]
    public async Task As_many_orders_as_fit_are_accepted_and_no_more(int orders, decimal amount, int fit)
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            var decisions = await StartLine.RunAsync(orders, async start => (await shop.PlaceAsync(amount, start: start)).Decision);

            decisions.Count(decision => decision.IsAccepted).ShouldBe(fit);
            decisions.Where(decision => !decision.IsAccepted).ShouldAllBe(decision => decision.Code == CreditCodes.InsufficientCredit);
            var entries = string.Join(", ", Enumerable.Repeat($"DEBIT {amount}", fit));
            (await shop.BooksAsync()).ShouldBe(new Books(fit * amount, fit * amount, entries, string.Join(", ", Enumerable.Repeat("Placed", fit))));
        }

        await books.HoldAsync();
    }

    [Fact]
    public async Task Of_two_orders_that_do_not_fit_together_exactly_one_is_accepted()
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            var decisions = await StartLine.RunAsync(
                async start => (await shop.PlaceAsync(75_000, start: start)).Decision,
                async start => (await shop.PlaceAsync(40_000, start: start)).Decision);

            var winner = decisions.Single(decision => decision.IsAccepted);
            var loser = decisions.Single(decision => !decision.IsAccepted);
            (loser.Code, loser.Projected, loser.Shortfall).ShouldBe((CreditCodes.InsufficientCredit, 115_000, 15_000));
            (await shop.BooksAsync()).ShouldBe(new Books(winner.Amount, winner.Amount, $"DEBIT {winner.Amount:0}", "Placed"));
        }

        await books.HoldAsync();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task A_crowd_over_thirty_two_connections_that_has_a_minute_gets_exactly_what_there_is(int orders)
    {
        var shop = await books.OpenLineAsync(orders * 100m / 2);

        var codes = await Crowd.PlaceAsync(shop, orders, TimeSpan.FromMinutes(1));

        (codes.Count(code => code == Crowd.Accepted), codes.Count(code => code == CreditCodes.InsufficientCredit)).ShouldBe((orders / 2, orders / 2));
        await Crowd.ShouldAgreeAsync(shop, codes, fit: orders / 2);
        await books.HoldAsync();
    }

    [Fact]
    public async Task Of_a_crowd_that_has_fifty_milliseconds_each_is_accepted_declined_or_busy_and_the_sum_is_exact()
    {
        var shop = await books.OpenLineAsync(50_000);

        await Crowd.ShouldAgreeAsync(shop, await Crowd.PlaceAsync(shop, 1_000, TimeSpan.FromMilliseconds(50)), fit: 500);

        await books.HoldAsync();
    }
}
