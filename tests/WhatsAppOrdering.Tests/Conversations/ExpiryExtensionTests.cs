using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>The wholesaler's time runs from when the request reached him, once.</summary>
public sealed class ExpiryExtensionTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Theory]
    [InlineData("delivered", "read")]
    [InlineData("read", "delivered")]
    public async Task The_first_sign_of_arrival_gives_the_full_time_from_then_and_the_second_gives_none(string first, string second)
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await service.Database.MoveClockAsync(TimeSpan.FromHours(1));

        await HearAsync(market, first);
        (await MinutesAsync(market)).ShouldBe(180);
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(30));
        await HearAsync(market, second);
        (await MinutesAsync(market)).ShouldBe(180);

        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(85));
        await service.RunAsync<ExpireOrders>();
        await market.Approver.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Confirmed");
    }

    [Theory]
    [InlineData("sent")]
    [InlineData("failed")]
    public async Task What_is_no_arrival_gives_no_time(string status)
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await service.Database.MoveClockAsync(TimeSpan.FromHours(1));

        await HearAsync(market, status);

        (await MinutesAsync(market)).ShouldBe(120);
    }

    [Fact]
    public async Task The_arrival_of_the_shops_own_bubble_gives_no_time()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await service.Database.MoveClockAsync(TimeSpan.FromHours(1));

        await market.Shop.HearsAsync((await market.RepliesAsync(ReplyNames.OrderPlaced))[^1].Wamid!, "read", market.Shop.Last.CallbackData);

        (await MinutesAsync(market)).ShouldBe(120);
    }

    [Fact]
    public async Task A_request_that_is_shown_again_gives_no_time_again()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await HearAsync(market, "delivered");
        await service.Database.MoveClockAsync(TimeSpan.FromHours(1));
        await market.Approver.SaysAsync("what is open?");

        await HearAsync(market, "delivered");

        (await MinutesAsync(market)).ShouldBe(120);
    }

    [Fact]
    public async Task An_arrival_after_its_time_does_not_bring_an_order_back()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(121));

        await HearAsync(market, "delivered");

        (await MinutesAsync(market)).ShouldBe(120);
        await service.RunAsync<ExpireOrders>();
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "DEBIT 26490, REVERSAL 26490", "Expired"));
        await service.BooksHoldAsync();
    }

    private static async Task HearAsync(Market market, string status)
    {
        var request = (await market.RepliesAsync(ReplyNames.OrderRequest))[^1];
        await market.Approver.HearsAsync(request.Wamid!, status, market.Approver.Last.CallbackData, status == "failed" ? 131026 : null);
    }

    /// <summary>From the order's placement to its end, rounded: the clock goes on while the test runs.</summary>
    private async Task<int> MinutesAsync(Market market) => await service.Database.OneAsync<int>(
        $"select round(extract(epoch from expires_at - placed_at) / 60)::int as \"Value\" from sales_order where wholesaler_id = {market.Wholesaler.Value}");
}
