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
        await using (await HeldLines.HoldAsync(service, market))
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
        await using (await HeldLines.HoldAsync(service, market))
        {
            (await market.Approver.TapsAsync(request.Button("Confirm"))).Text.ShouldContain("tap again");
        }

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
        await market.Approver.TapsAsync(request.Button("Confirm"));
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(26_490, 0, "DEBIT 26490, CONFIRM 26490", "Confirmed"));
    }
}

/// <summary>Somebody holds the lines of more shops than there are connections for turns.</summary>
public sealed class HeldLineTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly ServiceUnderTest service = new(cluster);

    public ValueTask InitializeAsync()
    {
        service.Settings["Credit:LockTimeout"] = "00:00:08";
        return service.InitializeAsync();
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Others_are_answered_meanwhile_and_the_taps_that_waited_are_orders_afterwards()
    {
        var (held, other) = (await Market.OpenAsync(service, [.. Enumerable.Repeat(100_000m, 8)]), await Market.OpenAsync(service));
        foreach (var shop in held.Shops)
        {
            await shop.SaysAsync("5 sugar");
        }

        await using (await HeldLines.HoldAsync(service, held))
        {
            foreach (var shop in held.Shops)
            {
                await service.ReceiveAsync(Webhook.Of(held.PhoneNumberId, await shop.TapAsync(shop.Button("Confirm"))));
            }

            await service.ReceiveAsync(Webhook.Of(other.PhoneNumberId, other.Shop.Text("5 sugar", await service.Database.NowAsync())));
            await Until.SoAsync(() => Task.FromResult(other.Shop.Bubbles.Count == 1), () => "The other shop has no answer.");
            held.Shops.ShouldAllBe(shop => shop.Bubbles.Count == 1);
        }

        await service.IdleAsync();
        foreach (var shop in held.Shops)
        {
            (await held.BooksAsync(shop)).Orders.ShouldBe("Placed");
        }
    }
}

/// <summary>Somebody else who has all credit lines of a wholesaler until he is disposed.</summary>
internal static class HeldLines
{
    public static async Task<NpgsqlConnection> HoldAsync(ServiceUnderTest service, Market market)
    {
        var holder = await service.Database.ConnectAsync();
        await using var command = new NpgsqlCommand($"begin; select from credit_line where wholesaler_id = '{market.Wholesaler.Value}' for no key update", holder);
        await command.ExecuteNonQueryAsync();
        return holder;
    }
}
