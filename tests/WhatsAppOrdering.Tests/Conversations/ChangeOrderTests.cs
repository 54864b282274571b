using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A shop changes an order that still waits: the new one takes its place in one decision, or the old one stands.</summary>
public sealed class ChangeOrderTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task The_changed_order_takes_the_place_of_the_old_one()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "5 sugar");
        var request = market.Approver.Last;

        var cart = await market.Shop.TapsAsync("Change order");
        cart.Text.ShouldContain("*Your order* instead of order");
        (await market.Shop.SaysAsync("make sugar 6")).Text.ShouldContain("NPR 27,900");
        (await market.Shop.TapsAsync("Confirm")).Text.ShouldContain("instead of order");

        (await market.BooksAsync(market.Shop)).ShouldBe(
            new Books(27_900, 27_900, "DEBIT 23250, REVERSAL 23250, DEBIT 27900", "Cancelled, Placed"));
        (await market.Approver.TapsAsync(request.Button("Confirm"))).Text.ShouldContain("was cancelled at");
        await market.Approver.SaysAsync("?");
        await market.Approver.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Cancelled, Confirmed");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task The_old_orders_credit_counts_for_the_new_one()
    {
        var market = await Market.OpenAsync(service, 27_900);
        await market.PlaceAsync(market.Shop, "5 sugar");
        await market.Shop.TapsAsync("Change order");
        await market.Shop.SaysAsync("make sugar 6");

        await market.Shop.TapsAsync("Confirm");

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Cancelled, Placed");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_change_that_does_not_fit_leaves_the_old_order_as_it_was()
    {
        var market = await Market.OpenAsync(service, 25_000);
        await market.PlaceAsync(market.Shop, "5 sugar");
        await market.Shop.TapsAsync("Change order");
        await market.Shop.SaysAsync("make sugar 6");

        var refused = await market.Shop.SaysAsync("yes");

        refused.Text.ShouldContain("It is NPR 2,900 over your free credit of NPR 25,000.");
        refused.Text.ShouldContain("stays as it was");
        refused.Buttons.ShouldNotContain(button => button.Title == "Ask approval");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 23_250, "DEBIT 23250", "Placed"));
        await market.Shop.SaysAsync("make sugar 4");
        await market.Shop.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(18_600, 18_600, "DEBIT 23250, REVERSAL 23250, DEBIT 18600", "Cancelled, Placed"));
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Dropping_the_change_keeps_the_order()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "5 sugar");
        await market.Shop.TapsAsync("Change order");

        (await market.Shop.TapsAsync("Cancel")).Text.ShouldContain("stays as it was");

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
        await market.PlaceAsync(market.Shop, "1 salt");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed, Placed");
    }

    [Fact]
    public async Task What_was_written_before_the_tap_is_added()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "5 sugar");
        await market.Shop.SaysAsync("1 salt");

        (await market.Shop.TapsAsync("Change order")).Text.ShouldContain("*Total: NPR 23,825*");
    }

    [Fact]
    public async Task A_change_after_the_confirmation_is_a_request_that_the_office_sees()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "5 sugar");
        await market.Shop.TapsAsync("Change order");
        await market.Shop.SaysAsync("make sugar 6");
        await market.Approver.TapsAsync("Confirm");

        (await market.Shop.TapsAsync("Confirm")).Text.ShouldContain("Your wholesaler has been told of the change.");

        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 0, "DEBIT 23250, CONFIRM 23250", "Confirmed"));
        (await service.Database.OneAsync<string>($"select text as \"Value\" from office_note where wholesaler_id = {market.Wholesaler.Value}")).ShouldContain("6 ");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_change_of_an_order_that_lapsed_becomes_an_order_of_its_own()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "5 sugar");
        await market.Shop.TapsAsync("Change order");
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(121));

        await market.Shop.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Expired");
        await market.Shop.TapsAsync("Confirm");

        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 23_250, "DEBIT 23250, REVERSAL 23250, DEBIT 23250", "Expired, Placed"));
        await service.RunAsync<ExpireOrders>();
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Change_and_confirmation_at_once_end_in_one_of_the_two()
    {
        for (var round = 0; round < 20; round++)
        {
            var market = await Market.OpenAsync(service);
            await market.PlaceAsync(market.Shop, "5 sugar");
            await market.Shop.TapsAsync("Change order");
            await market.Shop.SaysAsync("make sugar 6");
            var (change, confirm) = (await market.Shop.TapAsync(market.Shop.Button("Confirm")), await market.Approver.TapAsync(market.Approver.Button("Confirm")));

            await Task.WhenAll(
                service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, change)), service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, confirm)));
            await service.IdleAsync();

            (await market.BooksAsync(market.Shop)).ShouldBeOneOf(
                new Books(23_250, 0, "DEBIT 23250, CONFIRM 23250", "Confirmed"),
                new Books(27_900, 27_900, "DEBIT 23250, REVERSAL 23250, DEBIT 27900", "Cancelled, Placed"));
        }

        await service.BooksHoldAsync();
    }
}
