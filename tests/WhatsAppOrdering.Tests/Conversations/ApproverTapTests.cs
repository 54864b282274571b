using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A wholesaler's tap that comes late, twice, from somebody else or from nobody of ours: answered, and nothing changes.</summary>
public sealed class ApproverTapTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private static readonly TimeSpan PastItsTime = TimeSpan.FromMinutes(121);

    [Theory]
    [InlineData("Confirm", "Confirm", "confirmed")]
    [InlineData("Confirm", "Reject", "confirmed")]
    [InlineData("Reject", "Confirm", "rejected")]
    [InlineData("Reject", "Reject", "rejected")]
    public async Task The_first_decision_stands(string first, string second, string state)
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        var request = market.Approver.Last;
        await market.Approver.TapsAsync(request.Button(first));
        var (books, told) = (await market.BooksAsync(market.Shop), market.Shop.Bubbles.Count);

        var answer = await market.Approver.TapsAsync(request.Button(second));

        answer.Text.ShouldContain($"has been answered already: {state}");
        answer.Text.ShouldContain("Nothing has changed.");
        (await market.BooksAsync(market.Shop)).ShouldBe(books);
        market.Shop.Bubbles.Count.ShouldBe(told);
    }

    [Theory]
    [InlineData("Confirm", false)]
    [InlineData("Confirm", true)]
    [InlineData("Reject", false)]
    [InlineData("Reject", true)]
    public async Task A_tap_after_the_orders_time_finds_it_lapsed_whether_or_not_the_sweeper_was_there(string tap, bool swept)
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        var request = market.Approver.Last;
        await service.Database.MoveClockAsync(PastItsTime);
        if (swept)
        {
            await service.RunAsync<ExpireOrders>();
            await service.IdleAsync();
        }

        await market.Approver.TapsAsync(request.Button(tap));

        market.Approver.Bubbles.ShouldContain(bubble => bubble.Text.Contains("lapsed at") && bubble.Text.Contains("before your answer"));
        market.Shop.Last.Text.ShouldContain("has lapsed");
        market.Shop.Last.Text.ShouldContain("free credit is NPR 100,000");
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(0, 0, "DEBIT 26490, REVERSAL 26490", "Expired"));
        // The clock moved for the orders of this class's other tests too.
        await service.RunAsync<ExpireOrders>();
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_tap_just_before_the_orders_time_counts()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(119));
        await service.RunAsync<ExpireOrders>();

        await market.Approver.TapsAsync("Confirm");

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Confirmed");
    }

    [Theory]
    [InlineData("Confirm")]
    [InlineData("Reject")]
    public async Task A_forwarded_request_is_of_no_use_to_whoever_taps_it(string tap)
    {
        var market = await Market.OpenAsync(service, 100_000, 100_000);
        var elsewhere = await Market.OpenAsync(service);
        var colleague = await market.AddApproverAsync("12025550102");
        await market.PlaceAsync(market.Shop);
        var button = market.Approver.Last.Button(tap);
        var books = await market.BooksAsync(market.Shop);

        (await colleague.TapsAsync(button)).Text.ShouldContain("Nothing has changed.");
        (await market.Shop.TapsAsync(button)).Text.ShouldContain("Nothing has changed.");
        (await market.Shops[1].TapsAsync(button)).Text.ShouldContain("Nothing has changed.");
        (await elsewhere.Approver.TapsAsync(button)).Text.ShouldContain("Nothing has changed.");
        (await market.Stranger().TapsAsync(button)).Text.ShouldContain("registered shops only");

        (await market.BooksAsync(market.Shop)).ShouldBe(books);
        market.Approver.Bubbles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_forged_tap_is_answered_and_changes_nothing()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        var button = market.Approver.Last.Button("Confirm");
        var order = await service.Database.OneAsync<Guid>($"select id as \"Value\" from sales_order where wholesaler_id = {market.Wholesaler.Value}");
        var approver = await service.Database.OneAsync<Guid>(
            $"select id as \"Value\" from person where phone_number_id = {market.PhoneNumberId} and phone = {market.Approver.Number}");
        var otherKey = new ButtonTokens(Options.Create(new ButtonOptions { SigningKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) }));
        string[] forged =
        [
            otherKey.Sign(ButtonAction.ConfirmOrder, market.Wholesaler.Value, order, 1, approver),
            button.Id[..^1] + (button.Id[^1] == 'A' ? 'Q' : 'A'),
            market.Approver.Last.Button("Reject").Id[..62] + button.Id[62..],
            "confirm",
            new string('x', 256),
        ];

        foreach (var id in forged)
        {
            (await market.Approver.TapsAsync(button with { Id = id })).Text.ShouldContain("That button doesn't work from here. Nothing has changed.");
        }

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Placed");
        market.Shop.Bubbles.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Whatever_an_approver_writes_he_is_shown_the_order_that_has_waited_longest()
    {
        var market = await Market.OpenAsync(service);
        (await market.Approver.SaysAsync("hello")).Text.ShouldContain("No order waits for your answer.");
        await market.PlaceAsync(market.Shop, "1 salt");
        await market.PlaceAsync(market.Shop, "5 sugar");

        (await market.Approver.SaysAsync("what is open?")).Text.ShouldContain("*Total: NPR 575*");
        await market.Approver.TapsAsync("Confirm");
        (await market.Approver.SaysAsync("and now?")).Text.ShouldContain("*Total: NPR 23,250*");
        await market.Approver.TapsAsync("Confirm");
        (await market.Approver.SaysAsync("more?")).Text.ShouldContain("No order waits for your answer.");

        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Confirmed, Confirmed");
    }
}
