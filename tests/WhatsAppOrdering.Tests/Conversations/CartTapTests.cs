using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A shop's tap counts for the cart as it was shown, and for nothing else.</summary>
public sealed class CartTapTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Theory]
    [InlineData("Confirm")]
    [InlineData("Change")]
    [InlineData("Cancel")]
    public async Task A_tap_on_an_older_version_is_answered_with_the_present_cart(string tap)
    {
        var market = await Market.OpenAsync(service);
        var old = await market.Shop.SaysAsync("5 sugar");
        await market.Shop.SaysAsync("add 1 salt");

        var answer = await market.Shop.TapsAsync(old.Button(tap));

        answer.Text.ShouldContain("*Total: NPR 23,825*");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "", ""));
        (await market.Shop.TapsAsync(answer.Button("Confirm"))).Text.ShouldContain("NPR 23,825 is on hold");
    }

    [Theory]
    [InlineData("Confirm")]
    [InlineData("Change")]
    [InlineData("Cancel")]
    public async Task A_tap_on_a_version_that_became_an_order_is_answered_with_the_orders_state(string tap)
    {
        var market = await Market.OpenAsync(service);
        var cart = await market.Shop.SaysAsync("5 sugar");
        await market.Shop.TapsAsync("Confirm");

        (await market.Shop.TapsAsync(cart.Button(tap))).Text.ShouldContain("(NPR 23,250) is waiting for confirmation.");
        await market.Approver.TapsAsync("Confirm");
        await market.Shop.SaysAsync("1 salt");
        (await market.Shop.TapsAsync(cart.Button(tap))).Text.ShouldContain("(NPR 23,250) is confirmed.");

        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 0, "DEBIT 23250, CONFIRM 23250", "Confirmed"));
    }

    [Theory]
    [InlineData(true, "It is NPR 11,625 over your free credit of NPR 11,625.")]
    [InlineData(false, "stopped new orders on credit: Overdue payments.")]
    public async Task A_refused_cart_is_ordered_with_its_new_button_once_the_cause_is_gone(bool limitIsShort, string why)
    {
        var market = await Market.OpenAsync(service, limitIsShort ? 11_625 : 100_000);
        var shop = market.Shop;
        if (!limitIsShort)
        {
            await market.PostAsync(shop, (credit, line) => credit.HoldAsync(market.Wholesaler, line, "Overdue payments", "office", default));
        }

        var cart = await shop.SaysAsync("5 sugar");
        cart.Buttons.ShouldNotContain(button => button.Title == "Confirm");
        var refused = await shop.SaysAsync("yes");
        refused.Text.ShouldContain("*Not ordered: NPR 23,250*");
        refused.Text.ShouldContain(why);
        (await shop.TapsAsync(refused.Button("Try again"))).Text.ShouldContain("*Still not ordered: NPR 23,250*");
        await market.PostAsync(shop, (credit, line) => limitIsShort
            ? credit.SetLimitAsync(market.Wholesaler, line, 50_000, "office", "asked for", default)
            : credit.HoldAsync(market.Wholesaler, line, null, "office", default));

        (await shop.TapsAsync(cart.Button("Change"))).Text.ShouldContain("*Your order*");
        (await shop.TapsAsync(refused.Button("Try again"))).Text.ShouldContain("*Your order*");
        (await market.BooksAsync(shop)).ShouldBe(new Books(0, 0, "", ""));
        (await shop.TapsAsync("Confirm")).Text.ShouldContain("NPR 23,250 is on hold");

        (await market.BooksAsync(shop)).ShouldBe(new Books(23_250, 23_250, "DEBIT 23250", "Placed"));
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Prices_that_changed_since_the_cart_was_shown_are_shown_before_anything_is_ordered()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar");
        await service.Database.DoAsync($"""
            update product set price_amount = 5000 where wholesaler_id = {market.Wholesaler.Value} and sku = 'SUGAR-50';
            update wholesaler set catalog_version = catalog_version + 1 where id = {market.Wholesaler.Value};
            """);

        var again = await market.Shop.TapsAsync("Confirm");

        again.Text.ShouldContain("*Your order*, at today's prices");
        again.Text.ShouldContain("*Total: NPR 25,000*");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "", ""));
        await market.Shop.TapsAsync(again.Button("Confirm"));
        (await market.BooksAsync(market.Shop)).Entries.ShouldBe("DEBIT 25000");
    }

    [Fact]
    public async Task Change_shows_what_is_in_the_cart_and_leaves_it()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar, 1 salt");

        var how = await market.Shop.TapsAsync("Change");

        how.Text.ShouldContain("5 bags White Sugar 50kg\n1 bag Aayo Salt 1kg");
        (await market.Shop.SaysAsync("make sugar 2")).Text.ShouldContain("*Total: NPR 9,875*");
    }

    [Fact]
    public async Task Cancel_drops_the_cart_and_its_buttons()
    {
        var market = await Market.OpenAsync(service);
        var cart = await market.Shop.SaysAsync("5 sugar");

        (await market.Shop.TapsAsync("Cancel")).Text.ShouldContain("Nothing was ordered and no credit was used.");

        (await market.Shop.TapsAsync(cart.Button("Confirm"))).Text.ShouldContain("There is nothing in your order yet.");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "", ""));
    }
}
