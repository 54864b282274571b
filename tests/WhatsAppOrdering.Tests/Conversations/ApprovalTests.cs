using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>Instead of "no": the shop asks, and the wholesaler approves this order, raises the limit, or declines.</summary>
public sealed class ApprovalTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task What_the_credit_refuses_is_approved_once_and_then_confirmed()
    {
        var market = await AskedAsync();
        var request = market.Approver.Last;
        await market.Approver.SaysAsync("hello");
        market.Approver.Last.Text.ShouldContain("*Please approve order");

        var question = await market.Approver.TapsAsync("Approve");
        question.Text.ShouldContain("*New order");
        market.Shop.Last.Text.ShouldContain("has approved order");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 23_250, "OVERRIDE 23250, DEBIT 23250", "Placed"));

        (await market.Approver.TapsAsync(request.Button("Approve"))).Text.ShouldContain("*New order");
        (await market.BooksAsync(market.Shop)).Entries.ShouldBe("OVERRIDE 23250, DEBIT 23250");
        await market.Approver.TapsAsync(question.Button("Confirm"));
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 0, "OVERRIDE 23250, DEBIT 23250, CONFIRM 23250", "Confirmed"));
        (await market.Approver.TapsAsync(request.Button("Approve"))).Text.ShouldContain("answered already");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Raising_the_limit_grants_the_order_and_keeps_the_limit()
    {
        var market = await AskedAsync();

        await market.Approver.TapsAsync("Raise limit");

        (await market.LimitAsync(market.Shop)).ShouldBe(23_250);
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
        await service.BooksHoldAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_decline_ends_it_and_an_old_decline_does_not_end_what_was_approved(bool approvedBefore)
    {
        var market = await AskedAsync();
        var request = market.Approver.Last;
        if (approvedBefore)
        {
            await market.Approver.TapsAsync("Approve");
        }

        await market.Approver.TapsAsync(request.Button("Decline"));

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe(approvedBefore ? "Placed" : "Rejected");
        if (!approvedBefore)
        {
            market.Shop.Last.Text.ShouldContain("was not accepted");
            (await market.Approver.TapsAsync(request.Button("Approve"))).Text.ShouldContain("answered already: rejected");
            (await market.BooksAsync(market.Shop)).Entries.ShouldBe("");
        }

        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_hold_is_not_cured_by_an_approval_but_can_be_asked_again_once_it_is_lifted()
    {
        var market = await AskedAsync();
        await market.PostAsync(market.Shop, (credit, line) => credit.HoldAsync(market.Wholesaler, line, "Bounced cheque", "office", default));

        var refused = await market.Approver.TapsAsync("Approve");
        refused.Text.ShouldContain("orders on credit are stopped: Bounced cheque. Lift that stop, then tap Approve.");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "", "AwaitingApproval"));

        await market.PostAsync(market.Shop, (credit, line) => credit.HoldAsync(market.Wholesaler, line, null, "office", default));
        await market.Approver.TapsAsync(refused.Button("Approve"));
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task An_approval_that_nobody_gives_lapses_and_cannot_be_given_late()
    {
        var market = await AskedAsync();
        var request = market.Approver.Last;
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(121));

        await market.Approver.TapsAsync(request.Button("Approve"));

        market.Approver.Bubbles.ShouldContain(bubble => bubble.Text.Contains("lapsed at"));
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "", "Expired"));
        await service.RunAsync<ExpireOrders>();
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task The_shop_can_take_the_question_back()
    {
        var market = await AskedAsync();
        (await market.Shop.TapsAsync("Cancel order")).Text.ShouldContain("cancelled");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Cancelled");
    }

    [Fact]
    public async Task Paying_in_between_makes_the_question_an_order_like_any_other()
    {
        var market = await Market.OpenAsync(service, 11_625);
        await market.Shop.SaysAsync("5 sugar");
        await market.Shop.SaysAsync("yes");
        await market.PostAsync(market.Shop, (credit, line) => credit.SetLimitAsync(market.Wholesaler, line, 50_000, "office", "raised", default));

        (await market.Shop.TapsAsync("Ask approval")).Text.ShouldContain("is with your wholesaler");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 23_250, "DEBIT 23250", "Placed"));
    }

    /// <summary>5 sugar for 23,250 over a limit of 11,625, refused, and put to the wholesaler.</summary>
    private async Task<Market> AskedAsync()
    {
        var market = await Market.OpenAsync(service, 11_625);
        await market.Shop.SaysAsync("5 sugar");
        await market.Shop.SaysAsync("yes");
        var asked = await market.Shop.TapsAsync("Ask approval");
        asked.Text.ShouldContain("is asked to approve order");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "", "AwaitingApproval"));
        return market;
    }
}
