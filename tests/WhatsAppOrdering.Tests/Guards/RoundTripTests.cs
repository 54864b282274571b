using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>
/// One decision, one call: with some milliseconds of network, what a line can take depends on the round trips under its
/// lock, so they are counted.
/// </summary>
public sealed class RoundTripTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task An_order_over_http_takes_five_and_its_lock_one_of_them_with_COMMIT()
    {
        var office = await Backoffice.OpenAsync(service);
        await PlaceAsync();
        using var trips = new RoundTrips(service.Database, Pool.Writes);

        await PlaceAsync();

        trips.Said.Count.ShouldBe(5);
        trips.Said[^1].ShouldContain("order_place");
        trips.Said[^1].ShouldEndWith("commit");

        async Task PlaceAsync() =>
            (await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, lines = new[] { new { sku = "COKE-1500", quantity = 1 } } })).ShouldBe(201);
    }

    [Fact]
    public async Task A_tap_on_Confirm_takes_eleven_and_its_lock_the_call_one_flush_and_COMMIT()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "1 sugar");
        await market.Shop.SaysAsync("2 sugar");
        await service.IdleAsync();
        using var trips = new RoundTrips(service.Database, Pool.Turns);

        await market.Shop.TapsAsync("Confirm");
        await service.IdleAsync();

        var said = trips.Said;
        var call = said.Index().Single(trip => trip.Item.Contains("order_place", StringComparison.Ordinal)).Index;
        said[call + 1].ShouldContain("UPDATE conversation");
        said[call + 2].ShouldBe(RoundTrips.Commit);
        said.Take(call + 3).Reverse().Skip(1).TakeWhile(trip => trip != RoundTrips.Commit).Count().ShouldBe(10);
    }
}
