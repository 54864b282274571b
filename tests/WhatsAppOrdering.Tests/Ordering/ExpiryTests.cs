using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>Orders that nobody confirmed within two hours of the database's clock.</summary>
public sealed class ExpiryTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private static readonly TimeSpan ConfirmWithin = TimeSpan.FromHours(2);

    [Fact]
    public async Task Four_sweeps_at_once_give_each_hold_back_once()
    {
        var shops = await books.OpenLinesAsync(20);
        foreach (var shop in shops)
        {
            await shop.PlacedAsync(10_000);
            await shop.PlacedAsync(20_000);
        }

        (await SweepAsync()).ShouldBe(0);
        await books.Database.MoveClockAsync(ConfirmWithin);
        var swept = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(SweepAsync)));

        swept.Sum().ShouldBe(40);
        foreach (var shop in shops)
        {
            var kept = await shop.BooksAsync();
            (kept.Used, kept.Held, kept.Orders).ShouldBe((0, 0, "Expired, Expired"));
            kept.Entries.Split(", ").Order().ShouldBe(["DEBIT 10000", "DEBIT 20000", "REVERSAL 10000", "REVERSAL 20000"]);
        }

        await books.HoldAsync();
    }

    [Fact]
    public async Task An_order_that_cannot_be_expired_stops_no_other()
    {
        var shop = await books.OpenLineAsync();
        OrderId[] orders = [await shop.PlacedAsync(1_000), await shop.PlacedAsync(2_000), await shop.PlacedAsync(3_000)];
        await books.AsOwnerAsync($"""
            create function break_order() returns trigger language plpgsql as 'begin raise exception ''a broken order''; end';
            create trigger break_order before update on sales_order for each row when (new.id = '{orders[1].Value}') execute function break_order();
            """);
        await books.Database.MoveClockAsync(ConfirmWithin);

        await Should.ThrowAsync<AggregateException>(SweepAsync);

        (await shop.BooksAsync()).ShouldBe(new Books(2_000, 2_000, "DEBIT 1000, DEBIT 2000, DEBIT 3000, REVERSAL 1000, REVERSAL 3000", "Expired, Placed, Expired"));
        await books.AsOwnerAsync("drop function break_order cascade");
        (await SweepAsync()).ShouldBe(1);
        await books.HoldAsync();
    }

    [Fact]
    public async Task A_line_that_somebody_holds_keeps_no_other_waiting_and_its_turn_comes_with_a_later_sweep()
    {
        var (held, other) = (await books.OpenLineAsync(), await books.OpenLineAsync());
        for (var order = 0; order < 4; order++)
        {
            await held.PlacedAsync(1_000);
        }

        await books.Database.MoveClockAsync(TimeSpan.FromSeconds(1));
        await other.PlacedAsync(1_000);
        await books.Database.MoveClockAsync(ConfirmWithin);
        await using (var holder = await books.Database.ConnectAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var hold = new Npgsql.NpgsqlCommand($"select from credit_line where id = '{held.Line.Value}' for no key update", holder);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            // Ends although the line is never given back; with waits it would be busy, and say so, only after them.
            (await SweepAsync()).ShouldBe(1);
            ((await other.BooksAsync()).Orders, (await held.BooksAsync()).Orders).ShouldBe(("Expired", "Placed, Placed, Placed, Placed"));
        }

        (await SweepAsync()).ShouldBe(4);
        await books.HoldAsync();
    }

    [Fact]
    public async Task No_order_expires_early_and_none_is_confirmed_from_its_moment_on()
    {
        var shop = await books.OpenLineAsync();
        var (early, late, forgotten) = (await shop.PlacedAsync(10_000), await shop.PlacedAsync(20_000), await shop.PlacedAsync(30_000));

        await books.Database.MoveClockAsync(ConfirmWithin - TimeSpan.FromMinutes(1));
        (await shop.ExpireAsync(early)).ShouldBeFalse();
        (await shop.ConfirmAsync(early)).ShouldBeOfType<TransitionOutcome.Done>();
        await books.Database.MoveClockAsync(TimeSpan.FromMinutes(1));
        (await shop.ConfirmAsync(late)).ShouldBeOfType<TransitionOutcome.NotNow>().Order.Status.ShouldBe(OrderStatus.Expired);
        (await shop.CancelAsync(forgotten)).ShouldBeOfType<TransitionOutcome.NotNow>().Order.Status.ShouldBe(OrderStatus.Expired);

        (await shop.BooksAsync()).ShouldBe(new Books(
            10_000, 0, "DEBIT 10000, DEBIT 20000, DEBIT 30000, CONFIRM 10000, REVERSAL 20000, REVERSAL 30000", "Confirmed, Expired, Expired"));
        await books.HoldAsync();
    }

    private Task<int> SweepAsync() => books.Services.GetRequiredService<ExpireOrders>().RunAsync(CancellationToken.None);
}
