using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>What a shop left open is asked, its answer goes on from there, and the same question is not asked twice.</summary>
public sealed class QuestionTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Theory]
    [InlineData("1.5L")]
    [InlineData("1")]
    [InlineData("the 1.5 litre one")]
    public async Task A_written_answer_completes_the_order(string answer)
    {
        var market = await Market.OpenAsync(service);
        var asked = await market.Shop.SaysAsync("5 sugar, 2 coke");
        asked.Text.ShouldStartWith("*Noted*\n5 bag");
        asked.Text.ShouldContain("1. Coca-Cola 1.5L\n2. Coca-Cola 250ml");

        var cart = await market.Shop.SaysAsync(answer);

        cart.Text.ShouldContain("2 cartons Coca-Cola 1.5L: NPR 3,240");
        cart.Text.ShouldContain("*Total: NPR 26,490*");
        await market.Shop.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).Held.ShouldBe(26_490);
    }

    [Theory]
    [InlineData("2 coke", "1.5L, and also 5 sugar")]
    [InlineData("2 coke", "the big one. And add 5 bags of sugar")]
    [InlineData("coke 1.5L", "2. also 5 bags sugar")]
    public async Task An_answer_with_an_order_behind_it_is_an_answer_and_an_order(string open, string answer)
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync(open);

        var cart = await market.Shop.SaysAsync(answer);

        cart.Text.ShouldSatisfyAllConditions(
            text => text.ShouldContain("2 cartons Coca-Cola 1.5L: NPR 3,240"),
            text => text.ShouldContain("5 bag"),
            text => text.ShouldContain("*Total: NPR 26,490*"),
            text => text.ShouldNotContain("Which"));
        cart.Buttons.ShouldContain(button => button.Title == "Confirm");
    }

    [Fact]
    public async Task A_tapped_answer_completes_the_order_and_a_second_tap_adds_nothing()
    {
        var market = await Market.OpenAsync(service);
        var asked = await market.Shop.SaysAsync("2 coke");

        (await market.Shop.TapsAsync("Coca-Cola 1.5L")).Text.ShouldContain("*Total: NPR 3,240*");
        (await market.Shop.TapsAsync(asked.Button("Coca-Cola 250ml"))).Text.ShouldContain("*Total: NPR 3,240*");
    }

    [Fact]
    public async Task An_answer_is_remembered_for_the_next_order_of_this_shop_only()
    {
        var market = await Market.OpenAsync(service, 100_000, 100_000);
        await market.Shop.SaysAsync("2 coke");
        await market.Shop.TapsAsync("Coca-Cola 1.5L");
        await market.Shop.TapsAsync("Cancel");

        (await market.Shop.SaysAsync("3 Coke")).Text.ShouldContain("3 cartons Coca-Cola 1.5L");
        (await market.Shops[1].SaysAsync("3 coke")).Text.ShouldContain("Which “3 coke” do you mean?");
    }

    [Fact]
    public async Task Another_answer_replaces_what_was_remembered()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("2 coke");
        var asked = market.Shop.Last;
        await market.Shop.TapsAsync(asked.Button("Coca-Cola 1.5L"));
        await market.Shop.TapsAsync("Cancel");

        (await market.Shop.SaysAsync("3 coke 250ml")).Text.ShouldContain("3 cartons Coca-Cola 250ml");
    }

    [Fact]
    public async Task Several_questions_are_asked_one_after_the_other()
    {
        var market = await Market.OpenAsync(service);
        (await market.Shop.SaysAsync("2 coke, 3 fanta, 1 salt")).Text.ShouldContain("Which “2 coke” do you mean?");

        (await market.Shop.TapsAsync("Coca-Cola 1.5L")).Text.ShouldContain("Which “3 fanta” do you mean?");
        var cart = await market.Shop.TapsAsync("Fanta 1.5L");

        cart.Text.ShouldContain("2 cartons Coca-Cola 1.5L");
        cart.Text.ShouldContain("3 cartons Fanta 1.5L");
        cart.Buttons.ShouldContain(button => button.Title == "Confirm");
    }

    [Fact]
    public async Task A_missing_quantity_is_asked_and_a_number_answers_it()
    {
        var market = await Market.OpenAsync(service);
        (await market.Shop.SaysAsync("sugar")).Text.ShouldContain("How many of");

        (await market.Shop.SaysAsync("5")).Text.ShouldContain("*Total: NPR 23,250*");
    }

    [Fact]
    public async Task A_yes_before_the_answer_leaves_the_open_part_out_and_shows_the_total_first()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar, 2 coke");

        (await market.Shop.SaysAsync("yes")).Text.ShouldContain("*Total: NPR 23,250*");

        (await market.BooksAsync(market.Shop)).Held.ShouldBe(0);
        await market.Shop.SaysAsync("yes");
        (await market.BooksAsync(market.Shop)).Held.ShouldBe(23_250);
    }

    [Fact]
    public async Task Other_goods_in_between_do_not_answer_the_question()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("2 coke");

        var still = await market.Shop.SaysAsync("5 sugar");

        still.Text.ShouldContain("5 bag");
        still.Text.ShouldContain("I still need to know which “2 coke”.");
    }

    [Fact]
    public async Task Cancel_drops_an_open_question()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("2 coke");

        await market.Shop.SaysAsync("cancel");

        (await market.Shop.SaysAsync("5 sugar")).Text.ShouldContain("*Total: NPR 23,250*");
    }

    [Fact]
    public async Task The_same_as_last_time_fills_the_cart()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "5 sugar");

        var cart = await market.Shop.SaysAsync("same as last time");

        cart.Text.ShouldContain("*Total: NPR 23,250*");
        cart.Buttons.ShouldContain(button => button.Title == "Confirm");
    }

    [Fact]
    public async Task A_payment_that_is_told_goes_to_the_office_and_changes_no_balance()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "5 sugar");
        await market.Approver.TapsAsync("Confirm");

        var answer = await market.Shop.SaysAsync("I paid 5000 today");

        answer.Text.ShouldContain("that you paid NPR 5,000.");
        answer.Text.ShouldContain("You owe NPR 23,250 until then.");
        (await market.BooksAsync(market.Shop)).Used.ShouldBe(23_250);
        (await NotesAsync(market)).ShouldBe("payment");
    }

    [Fact]
    public async Task Who_wants_a_person_is_told_that_the_office_knows()
    {
        var market = await Market.OpenAsync(service);

        (await market.Shop.SaysAsync("I want to talk to a person")).Text.ShouldContain("They will get back to you");

        (await NotesAsync(market)).ShouldBe("human");
    }

    private Task<string> NotesAsync(Market market) =>
        service.Database.OneAsync<string>($"""select string_agg(kind, ', ') as "Value" from office_note where phone_number_id = {market.PhoneNumberId}""");
}
