using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>An order from the shop's message to the wholesaler's answer.</summary>
public sealed class OrderStoryTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    public static MatrixTheoryData<bool, string, bool> Ways => new([false, true], ["Confirm", "Reject"], [false, true]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_text_becomes_a_cart_the_cart_an_order_and_the_wholesalers_tap_decides_it(bool windowIsOpen, string tap, bool inTemplateShape)
    {
        var market = await Market.OpenAsync(service);
        var (shop, approver) = (market.Shop, market.Approver);
        if (windowIsOpen)
        {
            await approver.SaysAsync("hello");
        }

        var cart = await shop.SaysAsync("2 carton coke 1.5L, 5 sugar");
        cart.Text.ShouldContain("2 cartons Coca-Cola 1.5L: NPR 3,240");
        cart.Text.ShouldContain("*Total: NPR 26,490*");
        cart.Text.ShouldContain("Limit NPR 100,000, owed NPR 0, held for open orders NPR 0.");
        cart.Text.ShouldContain("Free credit after this order: NPR 73,510");
        cart.Buttons.Select(button => button.Title).ShouldBe(["Confirm", "Change", "Cancel"]);
        (await market.BooksAsync(shop)).ShouldBe(new Books(0, 0, "", ""));

        var placed = await shop.TapsAsync("Confirm");
        placed.Text.ShouldContain("NPR 26,490 is on hold; your free credit is now NPR 73,510.");
        (await market.BooksAsync(shop)).ShouldBe(new Books(26_490, 26_490, "DEBIT 26490", "Placed"));

        var request = approver.Last;
        request.Template.ShouldBe(windowIsOpen ? null : "order_request");
        request.Text.ShouldContain("Shop 1");
        request.Text.ShouldContain("5 bags White Sugar 50kg");
        request.Text.ShouldContain("NPR 73,510");
        request.Buttons.Select(button => button.Title).ShouldBe(["Confirm", "Reject"]);

        var done = await approver.TapsAsync(request.Button(tap) with { OfTemplate = inTemplateShape });
        if (tap == "Confirm")
        {
            done.Text.ShouldContain("confirmed.* Shop 1, NPR 26,490.");
            shop.Last.Text.ShouldContain("confirmed* by Annapurna Wholesale");
            (await market.BooksAsync(shop)).ShouldBe(new Books(26_490, 0, "DEBIT 26490, CONFIRM 26490", "Confirmed"));
        }
        else
        {
            done.Text.ShouldContain("rejected.* Shop 1, NPR 26,490.");
            shop.Last.Text.ShouldContain("not accepted* by Annapurna Wholesale");
            shop.Last.Text.ShouldContain("free credit is NPR 100,000");
            (await market.BooksAsync(shop)).ShouldBe(new Books(0, 0, "DEBIT 26490, REVERSAL 26490", "Rejected"));
        }

        shop.Bubbles.Count.ShouldBe(3);
        approver.Bubbles.Count.ShouldBe(windowIsOpen ? 3 : 2);
        await service.BooksHoldAsync();
        service.Log.Lines.ShouldNotContain(line => line.Contains("12025550") || line.Contains("Shop 1") || line.Contains("sugar", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_written_yes_orders_as_the_button_does()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar");

        (await market.Shop.SaysAsync("yes")).Text.ShouldContain("NPR 23,250 is on hold");

        (await market.BooksAsync(market.Shop)).Entries.ShouldBe("DEBIT 23250");
        (await market.Shop.SaysAsync("yes")).Text.ShouldContain("waiting for confirmation");
        (await market.BooksAsync(market.Shop)).Entries.ShouldBe("DEBIT 23250");
    }

    [Fact]
    public async Task A_shop_whose_window_has_closed_is_told_by_template()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await service.Database.DoAsync($"update inbox_message set sent_at = sent_at - interval '24 hours' where phone_number_id = {market.PhoneNumberId}");

        await market.Approver.TapsAsync("Confirm");

        market.Shop.Last.Template.ShouldBe("order_confirmed");
        market.Shop.Last.Text.ShouldContain("NPR 26,490");
    }
}
