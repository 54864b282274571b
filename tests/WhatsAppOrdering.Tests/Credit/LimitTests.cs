using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>What changes the room under a limit, at rest and in flight.</summary>
public sealed class LimitTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int Rounds = 100;

    [Fact]
    public async Task A_limit_lowered_below_what_is_used_leaves_the_orders_and_refuses_new_ones()
    {
        var shop = await books.OpenLineAsync();
        var order = await shop.PlacedAsync(80_000);
        (await shop.LimitAsync(50_000)).Available.ShouldBe(-30_000);

        var declined = (await shop.PlaceAsync(1)).Decision;
        (declined.Code, declined.Available, declined.Fits, declined.Shortfall).ShouldBe((CreditCodes.InsufficientCredit, -30_000, 0, 30_001));
        (await shop.ConfirmAsync(order)).ShouldBeOfType<TransitionOutcome.Done>();
        (await shop.BooksAsync()).ShouldBe(new Books(80_000, 0, "DEBIT 80000, LIMIT 50000, CONFIRM 80000", "Confirmed"));
    }

    [Theory]
    [InlineData(-1, 1, true)]
    [InlineData(1, 2, false)]
    public async Task A_temporary_limit_counts_inside_its_dates_only(int fromDay, int untilDay, bool counts)
    {
        var shop = await books.OpenLineAsync();
        var now = await books.Database.NowAsync();
        await shop.PostAsync(credit => credit.SetTemporaryLimitAsync(
            shop.Wholesaler, shop.Line, 150_000, now.AddDays(fromDay), now.AddDays(untilDay), "office", "festival", CancellationToken.None));

        var decision = (await shop.PlaceAsync(150_000)).Decision;

        (decision.IsAccepted, decision.Limit).ShouldBe((counts, counts ? 150_000 : 100_000));
        await shop.PostAsync(credit => credit.SetTemporaryLimitAsync(shop.Wholesaler, shop.Line, null, null, null, "office", "over", CancellationToken.None));
        (await shop.PlaceAsync(100_000.01m)).Decision.Limit.ShouldBe(100_000);
    }

    [Fact]
    public async Task A_temporary_limit_that_is_over_counts_no_more()
    {
        var shop = await books.OpenLineAsync();
        var now = await books.Database.NowAsync();
        await shop.PostAsync(credit => credit.SetTemporaryLimitAsync(
            shop.Wholesaler, shop.Line, 150_000, null, now.AddDays(1), "office", "festival", CancellationToken.None));
        await books.AsOwnerAsync($"update credit_line set temporary_from = clock_now() - interval '2 days', temporary_until = clock_now() where id = '{shop.Line.Value}'");

        (await shop.PlaceAsync(100_000.01m)).Decision.Limit.ShouldBe(100_000);
    }

    [Fact]
    public async Task A_hold_and_an_order_at_once_come_one_after_the_other()
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            Decision? decision = null;
            await StartLine.RunAsync<object>(
                async start => await shop.HoldAsync("Overdue payments", start),
                async start => decision = (await shop.PlaceAsync(10_000, start: start)).Decision);

            var kept = await shop.BooksAsync();
            kept.Entries.ShouldBe(decision!.IsAccepted ? "DEBIT 10000, HOLD 0" : "HOLD 0");
            decision.Code.ShouldBe(decision.IsAccepted ? null : CreditCodes.CreditBlocked);
            (await shop.PlaceAsync(1)).Decision.Code.ShouldBe(CreditCodes.CreditBlocked);
        }
    }

    [Fact]
    public async Task A_suspension_and_an_order_at_once_come_one_after_the_other_and_their_times_say_which()
    {
        foreach (var shop in await books.OpenLinesAsync(30))
        {
            var decision = (await StartLine.RunAsync(
                async start => (await shop.PlaceAsync(10_000, start: start)).Decision,
                async start =>
                {
                    await start.ArriveAsync();
                    await books.AsServiceAsync(shop.Wholesaler, $"select retailer_stand('{shop.Wholesaler.Value}', '{shop.Retailer.Value}', 'Suspended', 'office', 'late', 8000)");
                    return new Decision();
                }))[0];

            var suspended = await books.Database.OneAsync<DateTimeOffset>($"select at as \"Value\" from retailer_standing where retailer_id = {shop.Retailer.Value}");
            decision.Code.ShouldBe(decision.At < suspended ? null : "RETAILER_SUSPENDED");
        }

        await books.HoldAsync();
    }

    [Fact]
    public async Task A_payment_and_an_order_at_once_are_both_in_the_books_whoever_comes_first()
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            await shop.OweAsync(100_000, dueInDays: 10);
            Decision? decision = null;
            await StartLine.RunAsync<object>(
                async start => await shop.PayAsync(40_000, start: start),
                async start => decision = (await shop.PlaceAsync(40_000, start: start)).Decision);

            (await shop.BooksAsync()).ShouldBe(decision!.IsAccepted
                ? new Books(100_000, 40_000, "ADJUSTMENT 100000, CREDIT 40000, DEBIT 40000", "Placed")
                : new Books(60_000, 0, "ADJUSTMENT 100000, CREDIT 40000", ""));
            decision.Available.ShouldBe(0);
        }

        await books.HoldAsync();
    }

    [Fact]
    public async Task A_limit_lowered_below_what_is_used_and_an_order_at_once_come_one_after_the_other()
    {
        foreach (var shop in await books.OpenLinesAsync(Rounds))
        {
            await shop.OweAsync(80_000, dueInDays: 10);
            Decision? decision = null;
            await StartLine.RunAsync<object>(
                async start => await shop.LimitAsync(50_000, start),
                async start => decision = (await shop.PlaceAsync(20_000, start: start)).Decision);

            // Who came first was right by the limit of that moment.
            (decision!.Limit, decision.Code).ShouldBe(decision.IsAccepted ? (100_000, null) : (50_000, CreditCodes.InsufficientCredit));
            (await shop.BooksAsync()).ShouldBe(decision.IsAccepted
                ? new Books(100_000, 20_000, "ADJUSTMENT 80000, DEBIT 20000, LIMIT 50000", "Placed")
                : new Books(80_000, 0, "ADJUSTMENT 80000, LIMIT 50000", ""));
            (await shop.PlaceAsync(1)).Decision.Code.ShouldBe(CreditCodes.InsufficientCredit);
        }

        await books.HoldAsync();
    }

    [Fact]
    public async Task An_overpayment_raises_what_is_available()
    {
        var shop = await books.OpenLineAsync();
        var paid = await shop.PayAsync(20_000);
        (paid.Used, paid.Owed, paid.Available).ShouldBe((-20_000, -20_000, 120_000));

        (await shop.PlaceAsync(120_000.01m)).Decision.Fits.ShouldBe(120_000);
        (await shop.PlaceAsync(120_000)).Decision.Available.ShouldBe(0);
    }

    [Fact]
    public async Task A_bounced_payment_may_go_over_the_limit_is_flagged_and_stops_new_orders()
    {
        var shop = await books.OpenLineAsync();
        var payment = Guid.CreateVersion7();
        await shop.OweAsync(100_000, dueInDays: 10);
        await shop.PayAsync(30_000, payment);
        await shop.PlaceAsync(30_000);

        (await shop.BounceAsync(payment)).Available.ShouldBe(-30_000);
        (await shop.BounceAsync(payment)).EntryId.ShouldBeNull();

        (await books.Database.OneAsync<bool>($"select over_limit as \"Value\" from ledger_entry where line_id = {shop.Line.Value} and kind = 'PAYMENT_REVERSAL'")).ShouldBeTrue();
        (await shop.PlaceAsync(1)).Decision.Code.ShouldBe(CreditCodes.InsufficientCredit);
        (await shop.BooksAsync()).Used.ShouldBe(130_000);
        await books.HoldAsync();
    }

    [Fact]
    public async Task A_confirmed_order_that_is_released_gives_back_what_is_owed_once()
    {
        var shop = await books.OpenLineAsync();
        var order = await shop.PlacedAsync(50_000);
        await shop.ConfirmAsync(order);
        Task<TransitionOutcome> CallOffAsync() => shop.RunAsync(services => services.GetRequiredService<CancelOrder>()
            .BySupplierAsync(shop.Wholesaler, order, "approver", "out of stock", CancellationToken.None));

        var given = (await CallOffAsync()).ShouldBeOfType<TransitionOutcome.Done>().Credit;
        (given.Used, given.Held).ShouldBe((0, 0));
        (await CallOffAsync()).ShouldBeOfType<TransitionOutcome.NotNow>();
        (await shop.BooksAsync()).Entries.ShouldBe("DEBIT 50000, CONFIRM 50000, REVERSAL 50000");
    }
}
