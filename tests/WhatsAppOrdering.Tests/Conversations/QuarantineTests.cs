using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>Whoever may be somebody else gets neither goods nor figures until the wholesaler says that it is still him.</summary>
public sealed class QuarantineTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const string NewNumber = "12025550177";
    private const int IdentityChanged = 137000;

    public static TheoryData<string> Changes =>
    [
        $$"""{"type":"user_changed_number","wa_id":"{{NewNumber}}"}""",
        """{"type":"customer_changed_number","new_wa_id":"12025550177"}""",
        """{"type":"user_changed_user_id","user_id":"US.new","previous_user_id":"US.old"}""",
        """{"type":"customer_identity_changed","identity":{"hash":"other","created_timestamp":"1"}}""",
    ];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_changed_person_is_held_back_until_the_wholesaler_taps(string change)
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("1 salt");
        var confirm = market.Shop.Last.Button("Confirm");
        await market.Shop.SendsAsync(await market.Shop.MessageAsync("system", JsonNode.Parse(change)!));
        var shop = change.Contains(NewNumber, StringComparison.Ordinal) ? market.Stranger(NewNumber) : market.Shop;

        market.Approver.Last.Text.ShouldContain("link_question: Shop 1");
        (await shop.TapsAsync(confirm)).Text.ShouldContain("your credit stays closed");
        (await shop.SaysAsync("balance")).Text.ShouldContain("your credit stays closed");
        (await market.Approver.TapsAsync("Keep closed")).Text.ShouldContain("stays closed");
        (await shop.SaysAsync("balance")).Text.ShouldContain("your credit stays closed");
        (await OrdersAsync(market)).ShouldBe(0);

        (await market.Approver.TapsAsync("Same person")).Text.ShouldContain("open again");
        (await shop.SaysAsync("balance")).Text.ShouldContain("Free credit");
        (await shop.TapsAsync(confirm)).Text.ShouldContain("is with your wholesaler");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_message_under_another_user_id_or_identity_is_such_a_change_too()
    {
        foreach (var (name, value) in new (string, Func<string, JsonNode>)[]
        {
            ("from_user_id", id => JsonValue.Create($"US.{id}")), ("identity", id => new JsonObject { ["hash"] = id }),
        })
        {
            var market = await Market.OpenAsync(service);
            await SayAsync(market.Shop, name, value("one"));
            market.Shop.Last.Text.ShouldContain("Free credit");
            await SayAsync(market.Shop, name, value("two"));
            market.Shop.Last.Text.ShouldContain("your credit stays closed");
            market.Approver.Last.Text.ShouldContain("link_question");
        }
    }

    [Fact]
    public async Task A_button_of_an_earlier_quarantine_opens_no_later_one()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SendsAsync(await market.Shop.MessageAsync("system", new JsonObject { ["type"] = "customer_identity_changed" }));
        var old = market.Approver.Button("Same person");
        await market.Approver.TapsAsync(old);
        await market.Shop.SendsAsync(await market.Shop.MessageAsync("system", new JsonObject { ["type"] = "customer_identity_changed" }));

        (await market.Approver.TapsAsync(old)).Text.ShouldContain("stays closed");
        (await market.Shop.SaysAsync("balance")).Text.ShouldContain("your credit stays closed");
    }

    [Fact]
    public async Task The_office_opens_it_over_HTTP()
    {
        var office = await Backoffice.OpenAsync(service);
        var shop = office.Market.Shop;
        await shop.SendsAsync(await shop.MessageAsync("system", new JsonObject { ["type"] = "customer_identity_changed" }));
        (await shop.SaysAsync("balance")).Text.ShouldContain("your credit stays closed");

        foreach (var person in (await office.Caller.GetAsync("/people"))["items"].EnumerateArray())
        {
            foreach (var role in person.GetProperty("roles").EnumerateArray())
            {
                (await office.Caller.PostAsync($"/people/{person.GetProperty("id")}/roles/{role.GetProperty("membershipId")}/trust", new { })).ShouldBe(200);
            }
        }

        (await shop.SaysAsync("balance")).Text.ShouldContain("Free credit");
    }

    [Fact]
    public async Task What_the_wholesaler_has_to_say_waits_until_it_is_known_whose_phone_it_is()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Shop.SendsAsync(await market.Shop.MessageAsync("system", new JsonObject { ["type"] = "customer_identity_changed" }));
        var before = market.Shop.Bubbles.Count;

        await market.Approver.TapsAsync("Confirm");
        market.Shop.Bubbles.Count.ShouldBe(before, "his order's fate is no stranger's business");
        (await market.Shop.SaysAsync("balance")).Text.ShouldContain("your credit stays closed");

        await market.Approver.TapsAsync("Same person");
        await service.IdleAsync();
        market.Shop.Last.Text.ShouldContain("confirmed");
    }

    [Fact]
    public async Task News_that_waits_for_more_than_a_day_is_given_up()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Shop.SendsAsync(await market.Shop.MessageAsync("system", new JsonObject { ["type"] = "customer_identity_changed" }));
        await market.Approver.TapsAsync("Confirm");

        await service.Database.MoveClockAsync(TimeSpan.FromHours(23));
        await service.RunAsync<ResendReplies>();
        (await market.RepliesAsync(ReplyNames.OrderConfirmed)).ShouldHaveSingleItem().State.ShouldBe("Waiting");
        await service.Database.MoveClockAsync(TimeSpan.FromHours(2));
        await service.RunAsync<ResendReplies>();
        (await market.RepliesAsync(ReplyNames.OrderConfirmed)).ShouldHaveSingleItem().State.ShouldBe("Dead");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_because_of_a_changed_identity_is_such_a_change(bool byStatus)
    {
        var market = await Market.OpenAsync(service);
        if (byStatus)
        {
            await market.Shop.SaysAsync("balance");
            await market.Shop.HearsAsync((await market.RepliesAsync(ReplyNames.Balance))[0].Wamid!, "failed", market.Shop.Last.CallbackData, IdentityChanged);
        }
        else
        {
            service.Meta.ThenError(400, IdentityChanged);
            await market.Shop.SaysAsync("balance");
        }

        await service.IdleAsync();
        market.Approver.Last.Text.ShouldContain("link_question: Shop 1");
        (await market.Shop.SaysAsync("1 salt")).Text.ShouldContain("your credit stays closed");
        (await market.RepliesAsync(ReplyNames.LinkQuestion)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_approver_in_quarantine_is_passed_over()
    {
        var market = await Market.OpenAsync(service);
        var second = await market.AddApproverAsync("12025550102");
        service.Meta.ThenError(400, IdentityChanged);
        await market.Approver.SaysAsync("what is open?");
        await market.PlaceAsync(market.Shop);
        await service.RunAsync<EscalateRequests>();
        await service.IdleAsync();

        second.Bubbles.Select(bubble => bubble.Template).ShouldBe(["link_question", "order_request"]);
    }

    private static async Task SayAsync(Phone shop, string name, JsonNode value)
    {
        var message = await shop.MessageAsync("text", new JsonObject { ["body"] = "balance" });
        message[name] = value;
        await shop.WritesAsync(message);
    }

    private Task<int> OrdersAsync(Market market) =>
        service.Database.OneAsync<int>($"select count(*)::int as \"Value\" from sales_order where wholesaler_id = {market.Wholesaler.Value}");
}
