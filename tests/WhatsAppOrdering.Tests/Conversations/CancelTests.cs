using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A shop takes its order back before it is answered.</summary>
public sealed class CancelTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task Cancel_asks_first_then_frees_the_credit_and_tells_the_wholesaler()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);

        var question = await market.Shop.SaysAsync("cancel");
        question.Text.ShouldContain("for NPR 26,490?");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");

        (await market.Shop.TapsAsync("Yes, cancel it")).Text.ShouldContain("your free credit is NPR 100,000");
        market.Approver.Last.Text.ShouldContain("order_cancelled_approver");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "DEBIT 26490, REVERSAL 26490", "Cancelled"));

        (await market.Shop.TapsAsync(question.Button("Yes, cancel it"))).Text.ShouldContain("(NPR 26,490) is cancelled.");
        (await market.BooksAsync(market.Shop)).Entries.ShouldBe("DEBIT 26490, REVERSAL 26490");
        (await market.Approver.TapsAsync("Confirm")).Text.ShouldContain("was cancelled at");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Cancelled");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Whatever_reason_the_wholesaler_gives_the_shop_is_told_that_it_was_he()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        var office = await Integrator.OfAsync(service, market.Wholesaler);
        var order = (await office.GetAsync("/orders"))["items.0.id"].GetGuid();

        (await office.PostAsync($"/orders/{order}/cancel", new { reason = "cancelled by the shop" })).ShouldBe(200);
        await service.IdleAsync();

        market.Shop.Last.Text.ShouldContain("cancelled by the shop");
        (await market.RepliesAsync("order_cancelled_approver")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keep_it_keeps_it()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Shop.SaysAsync("cancel");

        (await market.Shop.TapsAsync("Keep it")).Text.ShouldContain("stays as it is");

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
    }

    [Fact]
    public async Task A_confirmed_order_is_not_the_shops_to_cancel()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Shop.SaysAsync("cancel");
        await market.Approver.TapsAsync("Confirm");

        (await market.Shop.TapsAsync("Yes, cancel it")).Text.ShouldContain("is confirmed.");

        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(26_490, 0, "DEBIT 26490, CONFIRM 26490", "Confirmed"));
    }

    [Theory]
    [InlineData("Yes, cancel it", false)]
    [InlineData("Yes, cancel it", true)]
    [InlineData("Change order", false)]
    [InlineData("Change order", true)]
    public async Task A_tap_after_the_orders_time_is_told_that_it_lapsed_whether_or_not_the_sweeper_was_there(string tap, bool swept)
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Shop.SaysAsync("cancel");
        var button = market.Shop.Button(tap);
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(121));
        if (swept)
        {
            await service.RunAsync<ExpireOrders>();
            await service.IdleAsync();
        }

        await market.Shop.TapsAsync(button);

        market.Shop.Bubbles.ShouldContain(bubble => bubble.Text.Contains("has lapsed: nobody answered"));
        await service.RunAsync<ExpireOrders>();
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "DEBIT 26490, REVERSAL 26490", "Expired"));
    }

    [Fact]
    public async Task A_cart_is_cancelled_before_an_order_is()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Shop.SaysAsync("1 salt");

        (await market.Shop.SaysAsync("cancel")).Text.ShouldContain("that order is dropped");

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
    }
}
