using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
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
    public async Task A_crowd_over_thirty_two_connections_gets_exactly_what_there_is(int orders)
    {
        var shop = await books.OpenLineAsync(orders * 100m / 2);

        // The two pools together have 20 + 12 connections.
        var placed = await Task.WhenAll(Enumerable.Range(0, orders).Select(at =>
            Task.Run(() => shop.PlaceAsync(100, pool: at % 8 < 5 ? Pool.Writes : Pool.Sending))));

        placed.Count(outcome => outcome.Decision.IsAccepted).ShouldBe(orders / 2);
        placed.Where(outcome => !outcome.Decision.IsAccepted).ShouldAllBe(outcome => outcome.Decision.Code == CreditCodes.InsufficientCredit);
        var kept = await shop.BooksAsync();
        (kept.Used, kept.Held).ShouldBe((orders * 100m / 2, orders * 100m / 2));
        await books.HoldAsync();
    }

    [Fact]
    public async Task Of_a_crowd_that_waits_for_fifty_milliseconds_each_is_accepted_declined_or_busy_and_the_sum_is_exact()
    {
        var shop = await books.OpenLineAsync(50_000);
        var hasty = books.Build("00:00:00.05");

        var codes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(at => Task.Run(async () =>
        {
            try
            {
                return (await shop.PlaceAsync(100, pool: at % 8 < 5 ? Pool.Writes : Pool.Sending, services: hasty)).Decision is { IsAccepted: true } ? "ACCEPTED" : CreditCodes.InsufficientCredit;
            }
            catch (Exception busy) when (BusyRetry.IsBusy(busy))
            {
                return "LOCK_TIMEOUT";
            }
        })));

        var accepted = codes.Count(code => code == "ACCEPTED");
        var kept = await shop.BooksAsync();
        (kept.Used, kept.Orders.Split(", ").Length).ShouldBe((accepted * 100m, accepted));
        // Nobody is refused for want of credit before it is used up.
        codes.ShouldAllBe(code => code != CreditCodes.InsufficientCredit || accepted == 500);
        await books.HoldAsync();
    }
}
