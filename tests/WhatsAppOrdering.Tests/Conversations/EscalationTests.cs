using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A request that Meta does not deliver goes to the next approver, and rings when nobody is left.</summary>
public sealed class EscalationTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const int Undeliverable = 131026;
    private const int Stopped = 131050;
    private const int Blocked = 130403;

    [Fact]
    public async Task Only_the_first_approver_is_asked_while_he_can_be_reached()
    {
        var market = await Market.OpenAsync(service);
        var second = await market.AddApproverAsync("12025550102");
        await market.PlaceAsync(market.Shop);
        await EscalateAsync();

        (market.Approver.Bubbles.Count, second.Bubbles.Count).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData(Undeliverable)]
    [InlineData(Stopped)]
    [InlineData(Blocked)]
    public async Task A_request_that_a_status_gives_up_goes_once_to_the_next_who_can_confirm(int code)
    {
        var market = await Market.OpenAsync(service);
        var second = await market.AddApproverAsync("12025550102");
        await market.PlaceAsync(market.Shop);
        await FailAsync(market, code);
        await EscalateAsync();
        await EscalateAsync();

        second.Bubbles.ShouldHaveSingleItem().Template.ShouldBe("order_request");
        second.Last.Text.ShouldBe(market.Approver.Last.Text);
        await second.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(26490, 0, "DEBIT 26490, CONFIRM 26490", "Confirmed"));
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_request_that_the_answer_refuses_goes_to_the_next_and_his_delivery_extends_the_order_once()
    {
        var market = await Market.OpenAsync(service);
        var second = await market.AddApproverAsync("12025550102");
        await market.Shop.SaysAsync("2 carton coke 1.5L, 5 sugar");
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, await market.Shop.TapAsync(market.Shop.Button("Confirm"))));
        await service.IdleAsync();
        await FailAsync(market, Undeliverable);
        await service.Database.MoveClockAsync(TimeSpan.FromHours(1));
        await EscalateAsync();

        var request = (await market.RepliesAsync(ReplyNames.OrderRequest))[^1];
        await second.HearsAsync(request.Wamid!, "delivered", second.Last.CallbackData);
        (await MinutesAsync(market)).ShouldBe(180);
    }

    [Fact]
    public async Task A_request_that_nobody_gets_rings_once_and_the_office_sees_it()
    {
        var office = await Backoffice.OpenAsync(service);
        var market = office.Market;
        var second = await market.AddApproverAsync("12025550102");
        await market.PlaceAsync(market.Shop);
        await FailAsync(market, Undeliverable);
        await EscalateAsync();
        await FailAsync(market, Undeliverable, second);
        await EscalateAsync();
        await EscalateAsync();

        service.Log.Lines.Count(line => line.Contains("reached none of the approvers", StringComparison.Ordinal) && line.Contains($"{market.Wholesaler.Value}", StringComparison.Ordinal))
            .ShouldBe(1);
        market.Shop.Bubbles.Count(bubble => bubble.Text.Contains("could not be reached on WhatsApp", StringComparison.Ordinal)).ShouldBe(1);
        market.Shop.Last.Button("Cancel order");
        var items = (await office.Caller.GetAsync("/undelivered?nobody=true")).ShouldBe(200)["items"];
        items.GetArrayLength().ShouldBe(1);
        items[0].GetProperty("reply").GetString().ShouldBe("order_request");
        items[0].GetProperty("code").GetInt32().ShouldBe(Undeliverable);
        (await office.Caller.GetAsync("/undelivered")).ShouldBe(200)["items"].GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_request_of_an_order_that_is_over_is_not_passed_on()
    {
        var market = await Market.OpenAsync(service);
        var second = await market.AddApproverAsync("12025550102");
        await market.PlaceAsync(market.Shop);
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(121));
        await service.RunAsync<ExpireOrders>();
        await FailAsync(market, Undeliverable);
        await EscalateAsync();

        second.Bubbles.ShouldBeEmpty();
    }

    private async Task EscalateAsync()
    {
        await service.RunAsync<EscalateRequests>();
        await service.IdleAsync();
    }

    private static async Task FailAsync(Market market, int code, Phone? whose = null)
    {
        var phone = whose ?? market.Approver;
        var requests = phone.Bubbles.Where(bubble => bubble.Template == "order_request").ToList();
        await phone.HearsAsync((await market.RepliesAsync(ReplyNames.OrderRequest)).Single(reply => requests[^1].CallbackData.Contains($":{reply.Id}.", StringComparison.Ordinal)).Wamid!, "failed", requests[^1].CallbackData, code);
    }

    private Task<int> MinutesAsync(Market market) => service.Database.OneAsync<int>(
        $"select round(extract(epoch from expires_at - placed_at) / 60)::int as \"Value\" from sales_order where wholesaler_id = {market.Wholesaler.Value}");
}
