using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>The 24-hour window: our clock chooses the route, and Meta's word (131047) corrects it once.</summary>
public sealed class ClosedWindowTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const int WindowClosed = 131047;

    [Theory]
    [InlineData(23 * 60 + 45, null)]
    [InlineData(23 * 60 + 55, "order_request")]
    [InlineData(25 * 60, "order_request")]
    public async Task The_window_is_trusted_until_ten_minutes_before_its_end(int minutes, string? template)
    {
        var market = await Market.OpenAsync(service);
        await market.Approver.SaysAsync("hello");
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(minutes));

        await market.PlaceAsync(market.Shop);

        market.Approver.Last.Template.ShouldBe(template);
    }

    [Fact]
    public async Task Free_form_that_is_refused_at_once_goes_as_template_at_once()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        service.Meta.ThenError(400, WindowClosed);

        await market.Approver.SaysAsync("what is open?");

        market.Approver.Bubbles.Select(bubble => bubble.Template).ShouldBe(["order_request", null, "order_request"]);
        (await market.RepliesAsync(ReplyNames.OrderRequest))[1].ShouldSatisfyAllConditions(
            reply => reply.State.ShouldBe("Accepted"), reply => reply.Attempt.ShouldBe(2), reply => reply.Route.ShouldBe("template"));
        await market.Approver.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Confirmed");
    }

    [Fact]
    public async Task A_template_that_is_refused_as_well_is_given_up()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        service.Meta.ThenError(400, WindowClosed).ThenError(400, WindowClosed);

        await market.Approver.SaysAsync("what is open?");
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(10));
        await service.RunAsync<ResendReplies>();
        await service.IdleAsync();

        market.Approver.Bubbles.Count.ShouldBe(3);
        (await market.RepliesAsync(ReplyNames.OrderRequest))[1].State.ShouldBe("Failed");
    }

    [Fact]
    public async Task A_reply_without_template_is_given_up_and_the_next_one_leaves()
    {
        var market = await Market.OpenAsync(service);
        service.Meta.ThenError(400, WindowClosed);

        await market.Shop.SaysAsync("balance");

        (await market.RepliesAsync(ReplyNames.Balance))[0].State.ShouldBe("Failed");
        market.Shop.Bubbles.Count.ShouldBe(1);
        (await market.Shop.SaysAsync("status")).Text.ShouldContain("You have no orders yet.");
    }

    [Fact]
    public async Task Free_form_that_is_refused_by_status_goes_as_template_once()
    {
        var market = await Market.OpenAsync(service);
        await market.Approver.SaysAsync("hello");
        await market.PlaceAsync(market.Shop);
        var (refused, first) = (market.Approver.Last, (await market.RepliesAsync(ReplyNames.OrderRequest))[0]);

        await market.Approver.HearsAsync(first.Wamid!, "failed", refused.CallbackData, WindowClosed);
        await market.Approver.HearsAsync(first.Wamid!, "sent", refused.CallbackData);

        market.Approver.Last.Template.ShouldBe("order_request");
        var second = (await market.RepliesAsync(ReplyNames.OrderRequest)).ShouldHaveSingleItem();
        second.Attempt.ShouldBe(2);
        second.Wamid.ShouldNotBe(first.Wamid);
        await market.Approver.HearsAsync(second.Wamid!, "delivered");
        (await market.RepliesAsync(ReplyNames.OrderRequest))[0].State.ShouldBe("Delivered");
        await market.Approver.HearsAsync(second.Wamid!, "failed", market.Approver.Last.CallbackData, WindowClosed);
        market.Approver.Bubbles.Count.ShouldBe(3);
    }
}
