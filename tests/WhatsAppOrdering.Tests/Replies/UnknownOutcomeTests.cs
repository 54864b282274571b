using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>Nobody knows whether Meta took a reply: it is never sent again blindly, and never forgotten.</summary>
public sealed class UnknownOutcomeTests(ServiceWithCutConnections service) : IClassFixture<ServiceWithCutConnections>
{
    private static readonly TimeSpan WaitForStatus = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("sent", null, "Sent")]
    [InlineData("delivered", null, "Delivered")]
    [InlineData("read", null, "Read")]
    [InlineData("failed", 131026, "Failed")]
    public async Task A_status_with_our_token_resolves_it_and_nothing_goes_again(string status, int? errorCode, string state)
    {
        var market = await Market.OpenAsync(service);
        var cart = await SayUnansweredAsync(market.Shop);
        (await StateAsync(market)).ShouldBe("Ambiguous 1");

        await ResendAsync();
        market.Shop.Bubbles.Count.ShouldBe(1);
        await market.Shop.HearsAsync("wamid.of-the-unknown", status, cart.CallbackData, errorCode);

        (await StateAsync(market)).ShouldBe($"{state} 1");
        await service.Database.MoveClockAsync(WaitForStatus + BackOff);
        await ResendAsync();
        market.Shop.Bubbles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_a_status_in_time_it_goes_again_and_the_second_copy_is_harmless()
    {
        var market = await Market.OpenAsync(service);
        var first = await SayUnansweredAsync(market.Shop);
        await service.Database.MoveClockAsync(WaitForStatus - TimeSpan.FromSeconds(5));
        await ResendAsync();
        market.Shop.Bubbles.Count.ShouldBe(1);

        await service.Database.MoveClockAsync(TimeSpan.FromSeconds(5));
        await ResendAsync();
        market.Shop.Bubbles.Count.ShouldBe(1);
        await service.Database.MoveClockAsync(BackOff);
        await ResendAsync();

        var second = market.Shop.Last;
        (first.CallbackData[^2..], second.CallbackData).ShouldBe((".1", first.CallbackData[..^1] + "2"));
        second.Text.ShouldBe(first.Text);
        (await StateAsync(market)).ShouldBe("Accepted 2");

        // The status of the first copy comes after all; whoever taps both orders once.
        await market.Shop.HearsAsync("wamid.of-the-first", "delivered", first.CallbackData);
        (await StateAsync(market)).ShouldBe("Delivered 2");
        await market.Shop.TapsAsync(first.Button("Confirm"));
        await market.Shop.TapsAsync(second.Button("Confirm"));
        (await market.BooksAsync(market.Shop)).ShouldBe(new Books(23_250, 23_250, "DEBIT 23250", "Placed"));
    }

    [Fact]
    public async Task Later_replies_to_that_person_wait_for_it_and_those_to_others_do_not()
    {
        var market = await Market.OpenAsync(service, 100_000, 100_000);
        await SayUnansweredAsync(market.Shop);

        await market.Shop.SaysAsync("balance");
        (await market.Shops[1].SaysAsync("balance")).Text.ShouldContain("Free credit");
        market.Shop.Bubbles.Count.ShouldBe(1);
        await market.Shop.HearsAsync("wamid.of-the-waiting", "sent", market.Shop.Last.CallbackData);

        market.Shop.Bubbles.Count.ShouldBe(2);
        market.Shop.Last.Text.ShouldContain("Free credit");
    }

    [Fact]
    public async Task A_reply_that_must_not_be_repeated_goes_to_the_dead_letters_and_the_next_one_leaves()
    {
        var market = await Market.OpenAsync(service);
        await SayUnansweredAsync(market.Shop);
        await service.Database.DoAsync($"update outbox set repeat = 'never' where phone_number_id = {market.PhoneNumberId}");
        await market.Shop.SaysAsync("balance");

        await service.Database.MoveClockAsync(WaitForStatus);
        await ResendAsync();

        (await StateAsync(market)).ShouldBe("Dead 1");
        market.Shop.Bubbles.Count.ShouldBe(2);
        market.Shop.Last.Text.ShouldContain("Free credit");
        service.Log.Lines.ShouldContain(line => line.StartsWith("Error: Reply") && line.Contains("its outcome stayed unknown"));
    }

    [Fact]
    public async Task What_a_crashed_sender_had_taken_is_unknown_too()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("5 sugar");
        await service.Database.DoAsync($"""
            update outbox set state = 'Sending', leased_until = clock_now(), wamid = null, accepted_at = null
            where phone_number_id = {market.PhoneNumberId}
            """);

        await ResendAsync();
        (await StateAsync(market)).ShouldBe("Ambiguous 1");
        market.Shop.Bubbles.Count.ShouldBe(1);
        await service.Database.MoveClockAsync(WaitForStatus);
        await ResendAsync();
        await service.Database.MoveClockAsync(BackOff);
        await ResendAsync();

        (await StateAsync(market)).ShouldBe("Accepted 2");
    }

    [Fact]
    public async Task A_throttled_reply_goes_later_and_later_and_is_not_given_up()
    {
        var market = await Market.OpenAsync(service);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            service.Meta.ThenError(400, 131056);
        }

        await market.Shop.SaysAsync("5 sugar");
        for (var attempt = 1; attempt < 5; attempt++)
        {
            (await StateAsync(market)).ShouldBe($"Waiting {attempt}");
            await ResendAsync();
            market.Shop.Bubbles.Count.ShouldBe(attempt);
            await service.Database.MoveClockAsync(TimeSpan.FromSeconds(Math.Pow(4, attempt)));
            await ResendAsync();
        }

        (await StateAsync(market)).ShouldBe("Waiting 5");
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(5));
        await ResendAsync();
        (await StateAsync(market)).ShouldBe("Accepted 6");
        (await market.Shop.SaysAsync("balance")).Text.ShouldContain("Free credit");
    }

    private async Task<Bubble> SayUnansweredAsync(Phone shop)
    {
        service.Meta.Then(new StubAnswer.CutAfterBody());
        return await shop.SaysAsync("5 sugar");
    }

    private async Task ResendAsync()
    {
        await service.RunAsync<ResendReplies>();
        await service.IdleAsync();
    }

    private static async Task<string> StateAsync(Market market) =>
        (await market.RepliesAsync(ReplyNames.CartSummary)) is [var only] ? $"{only.State} {only.Attempt}" : "not one";
}
