using Npgsql;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>Somebody else holds the credit line through all the retries: nothing is decided, and the same button works again.</summary>
public sealed class BusyTapTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly ServiceUnderTest service = new(cluster);

    public ValueTask InitializeAsync()
    {
        service.Settings["Credit:LockTimeout"] = "00:00:00.05";
        return service.InitializeAsync();
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task A_shops_yes_on_a_busy_line_is_answered_and_can_be_tapped_again()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("2 carton coke 1.5L, 5 sugar");
        await using (await HoldLineAsync(market))
        {
            (await market.Shop.TapsAsync("Confirm")).Text.ShouldContain("try again");
        }

        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "", ""));
        await market.Shop.TapsAsync(market.Shop.Last.Buttons[0]);
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(26_490, 26_490, "DEBIT 26490", "Placed"));
    }

    [Fact]
    public async Task An_approvers_tap_on_a_busy_line_is_answered_and_can_be_tapped_again()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        var request = market.Approver.Last;
        await using (await HoldLineAsync(market))
        {
            (await market.Approver.TapsAsync(request.Button("Confirm"))).Text.ShouldContain("tap again");
        }

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
        await market.Approver.TapsAsync(request.Button("Confirm"));
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(26_490, 0, "DEBIT 26490, CONFIRM 26490", "Confirmed"));
    }

    private async Task<NpgsqlConnection> HoldLineAsync(Market market)
    {
        var holder = await service.Database.ConnectAsync();
        await using var command = new NpgsqlCommand($"begin; select from credit_line where wholesaler_id = '{market.Wholesaler.Value}' for no key update", holder);
        await command.ExecuteNonQueryAsync();
        return holder;
    }
}
