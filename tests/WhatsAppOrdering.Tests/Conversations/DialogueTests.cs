using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>What is answered to those who ask, to what cannot be read, and to strangers.</summary>
public sealed class DialogueTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task Balance_tells_free_credit_limit_owed_and_held()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Approver.TapsAsync("Confirm");
        await market.PlaceAsync(market.Shop, "1 salt");

        (await market.Shop.SaysAsync("balance")).Text.ShouldBe("""
            *Free credit: NPR 72,935*
            Limit NPR 100,000
            Owed NPR 26,490
            On hold for open orders NPR 575
            """);
    }

    [Fact]
    public async Task Balance_tells_of_a_hold()
    {
        var market = await Market.OpenAsync(service);
        await market.PostAsync(market.Shop, (credit, line) => credit.HoldAsync(market.Wholesaler, line, "Overdue payments", "office", default));

        (await market.Shop.SaysAsync("balance")).Text.ShouldEndWith("New orders on credit are stopped: Overdue payments.");
    }

    [Fact]
    public async Task Status_tells_the_last_orders_newest_first()
    {
        var market = await Market.OpenAsync(service);
        (await market.Shop.SaysAsync("status")).Text.ShouldStartWith("You have no orders yet.");
        await market.PlaceAsync(market.Shop);
        await market.Approver.TapsAsync("Confirm");
        await market.PlaceAsync(market.Shop, "1 salt");

        var lines = (await market.Shop.SaysAsync("status")).Text.Split('\n');
        lines[1].ShouldContain("NPR 575, waiting for confirmation until");
        lines[2].ShouldContain("NPR 26,490, confirmed (");
    }

    [Theory]
    [InlineData("help", "*balance*: your credit")]
    [InlineData("hello", "Hello, Shop 1! Write what you need")]
    [InlineData("cancel", "There is nothing in your order yet.")]
    [InlineData("yes", "You have no orders yet.")]
    [InlineData("3 flying carpets", "I couldn't find")]
    [InlineData("3 rice", "Which “3 rice” do you mean?")]
    [InlineData("sugar", "How many of “")]
    [InlineData("price of sugar", "NPR 4,650 per bag")]
    [InlineData("stop", "there is no advertising to stop")]
    [InlineData("???", "I didn't understand that.")]
    public async Task Words_have_their_answer(string said, string answer)
    {
        var market = await Market.OpenAsync(service);

        (await market.Shop.SaysAsync(said)).Text.ShouldContain(answer);

        market.Shop.Bubbles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_found_is_kept_and_what_was_not_is_named()
    {
        var market = await Market.OpenAsync(service);

        var cart = await market.Shop.SaysAsync("5 sugar, 3 flying carpets, 2 rice");

        cart.Text.ShouldContain("5 bags White Sugar");
        cart.Text.ShouldContain("I couldn't find: “flying carpets”");
        cart.Text.ShouldContain("Which “2 rice” do you mean?");
    }

    [Theory]
    [InlineData("image", """{"id":"1","mime_type":"image/jpeg"}""", "I can't read pictures.")]
    [InlineData("audio", """{"id":"1","voice":true}""", "I can't listen to voice messages.")]
    [InlineData("document", """{"id":"1","filename":"order.pdf"}""", "I can't read documents.")]
    [InlineData("location", """{"latitude":27.7,"longitude":85.3}""", "I can only read text.")]
    [InlineData("interactive", "{}", "I can only read text.")]
    [InlineData("text", """{"body":"  "}""", "I can only read text.")]
    [InlineData("of_tomorrow", "{}", "I can only read text.")]
    public async Task What_is_no_text_gets_an_honest_answer(string type, string content, string answer)
    {
        var market = await Market.OpenAsync(service);

        (await market.Shop.WritesAsync(await market.Shop.MessageAsync(type, JsonNode.Parse(content)!))).Text.ShouldStartWith(answer);
    }

    [Fact]
    public async Task A_language_is_chosen_by_button_or_by_its_name_and_stays()
    {
        var market = await Market.OpenAsync(service);
        (await market.Shop.SaysAsync("change language")).Text.ShouldBe("Which language shall I write in?");

        (await market.Shop.TapsAsync("Español")).Text.ShouldStartWith("Desde ahora le escribo en español.");

        var cart = await market.Shop.SaysAsync("5 sugar");
        cart.Text.ShouldStartWith("*Su pedido*");
        (await market.Shop.TapsAsync("Confirmar")).Text.ShouldContain("crédito disponible");
        market.Approver.Last.Text.ShouldNotContain("pedido");
        (await market.Shop.SaysAsync("write in english")).Text.ShouldStartWith("From now on I write in English.");
    }

    [Fact]
    public async Task A_stranger_is_answered_once_a_day_and_not_once_a_message()
    {
        var market = await Market.OpenAsync(service);
        var stranger = market.Stranger();

        (await stranger.SaysAsync("hello")).Text.ShouldContain("registered shops only");
        await stranger.SaysAsync("5 sugar");
        await stranger.WritesAsync(await stranger.MessageAsync("image", new JsonObject { ["id"] = "1" }));
        stranger.Bubbles.Count.ShouldBe(1);
        await service.Database.MoveClockAsync(TimeSpan.FromHours(25));
        await stranger.SaysAsync("and today?");

        stranger.Bubbles.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Somebody_without_a_phone_number_is_served_under_his_user_id()
    {
        var market = await Market.OpenAsync(service);
        var hidden = new Phone(service, market.PhoneNumberId, "NP.1349abcdef");
        var message = hidden.Text("hello", await service.Database.NowAsync());
        message.Remove("from");
        message["from_user_id"] = hidden.Number;

        (await hidden.WritesAsync(message)).Text.ShouldContain("registered shops only");
    }
}
