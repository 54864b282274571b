using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>What a limit of 100,000 allows, one request after the other.</summary>
public sealed class ScenarioTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Orders_fill_the_limit_and_each_answer_says_what_is_left()
    {
        var shop = await books.OpenLineAsync();

        (decimal, decimal) After(PlaceOutcome placed) => (placed.Decision.Used, placed.Decision.Available);
        After(await shop.PlaceAsync(50_000)).ShouldBe((50_000, 50_000));
        After(await shop.PlaceAsync(30_000)).ShouldBe((80_000, 20_000));
        After(await shop.PlaceAsync(15_000)).ShouldBe((95_000, 5_000));

        (await shop.BooksAsync()).ShouldBe(new Books(95_000, 95_000, "DEBIT 50000, DEBIT 30000, DEBIT 15000", "Placed, Placed, Placed"));
    }

    [Fact]
    public async Task One_paisa_too_much_is_declined_and_the_exact_rest_fits()
    {
        var shop = await books.OpenLineAsync();
        await shop.PlaceAsync(70_000);

        var (declined, none) = await shop.PlaceAsync(30_000.01m);
        none.ShouldBeNull();
        (declined.Outcome, declined.Code, declined.Available, declined.Fits, declined.Projected, declined.Shortfall)
            .ShouldBe(("DECLINED", CreditCodes.InsufficientCredit, 30_000, 30_000, 100_000.01m, 0.01m));
        (await shop.PlaceAsync(30_001)).Decision.Available.ShouldBe(30_000);
        (await shop.BooksAsync()).ShouldBe(new Books(70_000, 70_000, "DEBIT 70000", "Placed"));

        var accepted = (await shop.PlaceAsync(30_000)).Decision;
        (accepted.IsAccepted, accepted.Used, accepted.Available).ShouldBe((true, 100_000, 0));
    }

    [Fact]
    public async Task A_cancelled_order_gives_its_credit_back_once_and_the_second_cancel_says_so()
    {
        var shop = await books.OpenLineAsync();
        var order = await shop.PlacedAsync(50_000);

        (await shop.CancelAsync(order)).ShouldBeOfType<TransitionOutcome.Done>().Credit.Available.ShouldBe(100_000);
        (await shop.CancelAsync(order)).ShouldBeOfType<TransitionOutcome.NotNow>().Order.Status.ShouldBe(OrderStatus.Cancelled);

        (await shop.BooksAsync()).ShouldBe(new Books(0, 0, "DEBIT 50000, REVERSAL 50000", "Cancelled"));
    }

    [Fact]
    public async Task A_hold_refuses_with_its_reason_until_it_is_lifted()
    {
        var shop = await books.OpenLineAsync();
        await shop.HoldAsync("Overdue payments");

        var declined = (await shop.PlaceAsync(10_000)).Decision;
        (declined.Code, declined.Reason).ShouldBe((CreditCodes.CreditBlocked, "Overdue payments"));
        await shop.HoldAsync(null);
        (await shop.PlaceAsync(10_000)).Decision.IsAccepted.ShouldBeTrue();

        (await shop.BooksAsync()).ShouldBe(new Books(10_000, 10_000, "HOLD 0, RELEASE_HOLD 0, DEBIT 10000", "Placed"));
    }

    [Fact]
    public async Task A_payment_frees_credit()
    {
        var shop = await books.OpenLineAsync();
        await shop.ConfirmAsync(await shop.PlacedAsync(50_000));

        var paid = await shop.PayAsync(30_000);

        (paid.Used, paid.Held, paid.Owed, paid.Available).ShouldBe((20_000, 0, 20_000, 80_000));
        await books.HoldAsync();
    }
}
