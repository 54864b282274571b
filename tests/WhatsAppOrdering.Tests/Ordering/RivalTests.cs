using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>Of those who want to end one order, exactly one does.</summary>
public sealed class RivalTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int Rounds = 100;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_confirm_reject_cancel_and_expire_at_once_exactly_one_wins_and_the_ledger_agrees(bool acrossTheMoment)
    {
        var random = new Random(1);
        var wins = new Dictionary<string, int>();
        var shops = await books.OpenLinesAsync(Rounds);
        for (var round = 0; round < Rounds; round++)
        {
            var shop = shops[round];
            var order = await shop.PlacedAsync(10_000);
            // Far away; or long over, or within the few milliseconds of the race.
            var ends = !acrossTheMoment ? 60_000 : round % 4 == 0 ? -1_000 : random.Next(0, 12);
            await books.AsOwnerAsync($"update sales_order set expires_at = clock_now() + interval '{ends} milliseconds' where id = '{order.Value}'");

            var said = await StartLine.RunAsync<object>(
                async start => await shop.ConfirmAsync(order, start),
                async start => await shop.RejectAsync(order, start),
                async start => await shop.CancelAsync(order, start),
                async start => await shop.ExpireAsync(order, start));

            var kept = await shop.BooksAsync();
            wins[kept.Orders] = wins.GetValueOrDefault(kept.Orders) + 1;
            (kept.Used, kept.Held, kept.Entries).ShouldBe(kept.Orders == "Confirmed"
                ? (10_000, 0, "DEBIT 10000, CONFIRM 10000")
                : (0, 0, "DEBIT 10000, REVERSAL 10000"));
            // An order found overdue is expired by whoever finds it.
            said.OfType<TransitionOutcome.Done>().Select(done => $"{done.Order.Status}").ShouldBe(kept.Orders == "Expired" ? [] : [kept.Orders]);
            said.OfType<TransitionOutcome.NotNow>().ShouldAllBe(late => $"{late.Order.Status}" == kept.Orders);
        }

        wins.Values.Sum().ShouldBe(Rounds);
        wins.ContainsKey("Expired").ShouldBe(acrossTheMoment);
        await books.HoldAsync();
    }

    [Fact]
    public async Task Two_orders_of_one_line_cancelled_and_confirmed_crosswise_end_once_each_without_deadlock()
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            var (first, second) = (await shop.PlacedAsync(10_000), await shop.PlacedAsync(20_000));

            // Both in each transaction would be an order of locks that no root has: each tap is a transaction of its own.
            var done = await StartLine.RunAsync(
                start => shop.CancelAsync(first, start),
                start => shop.ConfirmAsync(second, start),
                start => shop.CancelAsync(second, start),
                start => shop.ConfirmAsync(first, start));

            done.OfType<TransitionOutcome.Done>().Select(one => one.Order.Id).ShouldBe([first, second], ignoreOrder: true);
            var kept = await shop.BooksAsync();
            kept.Held.ShouldBe(0);
            kept.Used.ShouldBe(kept.Orders.Split(", ").Zip([10_000m, 20_000m], (state, amount) => state == "Confirmed" ? amount : 0).Sum());
        }

        await books.HoldAsync();
    }
}
