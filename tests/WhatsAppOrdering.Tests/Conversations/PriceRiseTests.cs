using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A higher price counts with the shop's yes, and only within its credit.</summary>
public sealed class PriceRiseTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task The_shop_accepts_and_the_difference_is_held()
    {
        var market = await PlacedAsync();
        var request = market.Approver.Last;
        (await OfferAsync(market, 5_000)).ShouldBeOfType<TransitionOutcome.Done>();
        market.Shop.Last.Text.ShouldContain("NPR 5,000 instead of NPR 4,650");
        (await market.BooksAsync(market.Shop)).Entries.ShouldBe("DEBIT 23250");

        (await market.Shop.TapsAsync("Accept")).Text.ShouldContain("is now NPR 25,000");

        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(25_000, 25_000, "DEBIT 23250, DEBIT 1750", "Placed"));
        market.Approver.Bubbles.Count(bubble => bubble.Buttons.Any(button => button.Title == "Confirm")).ShouldBe(2);
        // What he saw at the old price he is asked again.
        (await market.Approver.TapsAsync(request.Button("Confirm"))).Text.ShouldContain("NPR 25,000");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
        await market.Approver.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(25_000, 0, "DEBIT 23250, DEBIT 1750, CONFIRM 25000", "Confirmed"));
        (await market.Shop.TapsAsync(market.Shop.Button("Accept"))).Text.ShouldContain("is confirmed");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_second_yes_and_a_yes_to_an_older_offer_change_nothing()
    {
        var market = await PlacedAsync();
        await OfferAsync(market, 5_000);
        var first = market.Shop.Button("Accept");
        await OfferAsync(market, 6_000);

        await market.Shop.TapsAsync(first);
        (await market.BooksAsync(market.Shop)).Entries.ShouldBe("DEBIT 23250");
        var second = market.Shop.Button("Accept");
        await market.Shop.TapsAsync(second);
        await market.Shop.TapsAsync(second);

        (await market.BooksAsync(market.Shop)).Entries.ShouldBe("DEBIT 23250, DEBIT 6750");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task What_the_credit_does_not_cover_leaves_the_order_and_can_be_tried_again()
    {
        var market = await PlacedAsync(24_000);
        await OfferAsync(market, 5_000);

        var refused = await market.Shop.TapsAsync("Accept");
        refused.Text.ShouldContain("Your credit does not allow NPR 25,000");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 23_250, "DEBIT 23250", "Placed"));

        await market.PostAsync(market.Shop, (credit, line) => credit.SetLimitAsync(market.Wholesaler, line, 25_000, "office", "raised", default));
        await market.Shop.TapsAsync(refused.Button("Try again"));
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(25_000, 25_000, "DEBIT 23250, DEBIT 1750", "Placed"));
    }

    [Fact]
    public async Task The_shop_can_cancel_instead()
    {
        var market = await PlacedAsync();
        await OfferAsync(market, 5_000);

        await market.Shop.TapsAsync("Cancel order");

        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "DEBIT 23250, REVERSAL 23250", "Cancelled"));
        (await OfferAsync(market, 5_000)).ShouldBeOfType<TransitionOutcome.NotNow>();
    }

    [Theory]
    [InlineData(1, 4_650)]
    [InlineData(1, 1_000)]
    [InlineData(2, 5_000)]
    public async Task A_price_that_is_no_rise_of_this_order_is_not_offered(int position, decimal price)
    {
        var market = await PlacedAsync();
        (await OfferAsync(market, price, position)).ShouldBeOfType<TransitionOutcome.Misfit>();
        market.Shop.Last.Text.ShouldContain("is with your wholesaler");
    }

    private async Task<Market> PlacedAsync(decimal limit = 100_000)
    {
        var market = await Market.OpenAsync(service, limit);
        await market.PlaceAsync(market.Shop, "5 sugar");
        return market;
    }

    private async Task<TransitionOutcome> OfferAsync(Market market, decimal price, int position = 1)
    {
        var id = await service.Database.OneAsync<Guid>($"select id as \"Value\" from sales_order where wholesaler_id = {market.Wholesaler.Value}");
        var outcome = await service.Services.GetRequiredService<Transactions>().RunAsync(Pool.Pages, async (services, ct) =>
        {
            var offered = await services.GetRequiredService<PriceRise>().OfferAsync(market.Wholesaler, new OrderId(id), new Dictionary<int, decimal> { [position] = price }, ct);
            await services.GetRequiredService<Outbox>().SaveAsync(ct);
            return offered;
        }, TestContext.Current.CancellationToken);
        await service.IdleAsync();
        return outcome;
    }
}
