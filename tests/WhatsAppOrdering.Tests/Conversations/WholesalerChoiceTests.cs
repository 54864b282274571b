using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A shop that buys from many wholesalers on one number reaches each of them, by tap or by number.</summary>
public sealed class WholesalerChoiceTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task The_last_of_23_wholesalers_is_two_pages_away()
    {
        var market = await WithWholesalersAsync(23);

        var first = await market.Shop.SaysAsync("hello");
        var second = await market.Shop.TapsAsync("More…");
        var third = await market.Shop.TapsAsync("More…");

        TitlesOf(first).ShouldBe(["Annapurna Wholesale", .. Bazaars(2, 9), "More…"]);
        TitlesOf(second).ShouldBe([.. Bazaars(10, 18), "More…"]);
        TitlesOf(third).ShouldBe(Bazaars(19, 23));
        foreach (var page in new[] { first, second, third })
        {
            page.Text.Length.ShouldBeLessThanOrEqualTo(1024);
            page.Buttons.ShouldAllBe(row => row.Title.Length <= 24 && row.Id.Length <= 200);
            page.Buttons.Select(row => row.Id).ShouldBeUnique();
        }

        first.Text.ShouldEndWith("… and 14 more");
        second.Text.ShouldContain("10. Bazaar 10\n");
        (await market.Shop.TapsAsync("Bazaar 23")).Text.ShouldStartWith("Hello!");
        (await ChosenAsync(market)).ShouldBe("Bazaar 23");
    }

    [Fact]
    public async Task Ten_wholesalers_are_one_page()
    {
        var market = await WithWholesalersAsync(10);

        TitlesOf(await market.Shop.SaysAsync("hello")).ShouldBe(["Annapurna Wholesale", .. Bazaars(2, 10)]);
    }

    [Theory]
    [InlineData("12", "Bazaar 12")]
    [InlineData("१२.", "Bazaar 12")]
    [InlineData("2", "Bazaar 02")]
    [InlineData("24", null)]
    [InlineData("12 sugar", null)]
    public async Task A_number_is_the_one_that_had_it_when_it_was_shown(string answer, string? chosen)
    {
        var market = await WithWholesalersAsync(23);
        await market.Shop.SaysAsync("hello");
        await market.Shop.TapsAsync("More…");
        await market.AddWholesalerAsync("Aardvark");

        var told = await market.Shop.SaysAsync(answer);

        told.Text.StartsWith("Hello!", StringComparison.Ordinal).ShouldBe(chosen is not null);
        (await ChosenAsync(market)).ShouldBe(chosen);
    }

    [Fact]
    public async Task Nobody_pages_with_the_button_of_another_or_where_he_buys_nothing()
    {
        var market = await WithWholesalersAsync(11);
        var more = (await market.Shop.SaysAsync("hello")).Button("More…");
        var approver = await service.Database.OneAsync<Guid>($"select id as \"Value\" from person where phone_number_id = {market.PhoneNumberId} and phone = {market.Approver.Number}");
        var tokens = service.Services.GetRequiredService<ButtonTokens>();
        var own = tokens.Sign(ButtonAction.MoreWholesalers, market.Wholesaler.Value, market.Wholesaler.Value, 0, approver);

        var forwarded = await market.Approver.TapsAsync(more);
        forwarded.Buttons.ShouldBeEmpty();
        var pointless = await market.Approver.TapsAsync(more with { Id = own });

        (pointless.Text, pointless.Buttons.Count).ShouldBe((forwarded.Text, 0));
    }

    [Fact]
    public async Task An_old_list_pages_on_beside_the_cart_and_from_the_beginning_when_its_last_one_has_gone()
    {
        var market = await WithWholesalersAsync(11);
        var more = (await market.Shop.SaysAsync("hello")).Button("More…");
        await market.Shop.TapsAsync("Annapurna Wholesale");
        var cart = await market.Shop.SaysAsync("5 sugar");

        TitlesOf(await market.Shop.TapsAsync(more)).ShouldBe(Bazaars(10, 11));
        await service.Database.DoAsync($"""
            delete from membership where phone_number_id = {market.PhoneNumberId} and wholesaler_id in (select id from wholesaler where name = 'Bazaar 09')
            """);
        TitlesOf(await market.Shop.TapsAsync(more)).ShouldBe(["Annapurna Wholesale", .. Bazaars(2, 8), .. Bazaars(10, 11)]);

        await market.Shop.TapsAsync(cart.Button("Confirm"));
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
    }

    private static IEnumerable<string> TitlesOf(Bubble page) => page.Buttons.Select(row => row.Title);

    private static IEnumerable<string> Bazaars(int from, int to) => Enumerable.Range(from, to - from + 1).Select(i => $"Bazaar {i:00}");

    private Task<string?> ChosenAsync(Market market) => service.Database.OneAsync<string?>($"""
        select (select name from wholesaler where id = c.wholesaler_id) as "Value" from conversation c
        join person p on p.phone_number_id = c.phone_number_id and p.id = c.person_id
        where p.phone_number_id = {market.PhoneNumberId} and p.phone = {market.Shop.Number}
        """);

    private async Task<Market> WithWholesalersAsync(int count)
    {
        var market = await Market.OpenAsync(service);
        foreach (var name in Bazaars(2, count))
        {
            await market.AddWholesalerAsync(name);
        }

        return market;
    }
}
