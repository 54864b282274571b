using Microsoft.Extensions.Options;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>How fast replies leave, how many of them, and what the person is shown meanwhile.</summary>
public sealed class PaceTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private static readonly PersonKey Somebody = new("1", PersonId.New());

    [Fact]
    public void One_person_gets_a_burst_and_then_one_every_few_seconds()
    {
        var time = new SteppedTime();
        var pace = new SendPace(Options.Create(new ReplyOptions { PairBurst = 3, PairEvery = TimeSpan.FromSeconds(6) }), time);
        Enumerable.Range(0, 3).ShouldAllBe(_ => pace.Take(Somebody, false) == null);

        pace.Take(Somebody, false)!.Value.TotalSeconds.ShouldBe(6, 0.001);
        pace.Take(new PersonKey("1", PersonId.New()), false).ShouldBeNull();
        time.Step(TimeSpan.FromSeconds(6));
        pace.Take(Somebody, false).ShouldBeNull();
        pace.Take(Somebody, false).ShouldNotBeNull();
    }

    [Fact]
    public void What_goes_first_borrows_from_the_time_to_come()
    {
        var pace = new SendPace(Options.Create(new ReplyOptions { PairBurst = 3, PairEvery = TimeSpan.FromSeconds(6) }), new SteppedTime());
        Enumerable.Range(0, 3).ShouldAllBe(_ => pace.Take(Somebody, false) == null);
        Enumerable.Range(0, 3).ShouldAllBe(_ => pace.Take(Somebody, true) == null);
        pace.Take(Somebody, true).ShouldNotBeNull();
    }

    [Fact]
    public void The_last_fifth_of_a_number_s_second_is_for_what_goes_first()
    {
        var pace = new SendPace(Options.Create(new ReplyOptions { NumberPerSecond = 10 }), new SteppedTime());
        Enumerable.Range(0, 8).ShouldAllBe(_ => pace.Take(new PersonKey("1", PersonId.New()), false) == null);
        pace.Take(new PersonKey("1", PersonId.New()), false).ShouldNotBeNull();
        Enumerable.Range(0, 2).ShouldAllBe(_ => pace.Take(new PersonKey("1", PersonId.New()), true) == null);
        pace.Take(new PersonKey("1", PersonId.New()), true).ShouldNotBeNull();
        pace.Take(new PersonKey("2", PersonId.New()), false).ShouldBeNull();
    }

    [Fact]
    public async Task Texts_that_queue_for_one_person_go_in_one_bubble()
    {
        var market = await Market.OpenAsync(service);
        var now = await service.Database.NowAsync();
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("balance", now), market.Shop.Text("status", now)));
        await service.IdleAsync();

        var bubble = market.Shop.Bubbles.ShouldHaveSingleItem();
        bubble.Text.ShouldContain("Free credit");
        bubble.Text.ShouldContain("no orders yet");
        (await service.Database.AskAsync<string>($"select state as \"Value\" from outbox where phone_number_id = {market.PhoneNumberId} order by id")).ShouldBe(["Accepted", "Merged"]);
    }

    [Fact]
    public async Task Texts_that_would_not_fit_one_bubble_stand_in_two()
    {
        var market = await Market.OpenAsync(service);
        await market.Shop.SaysAsync("balance");
        foreach (var name in new[] { new string('x', 100), new string('y', 100), "Z" })
        {
            await service.Database.DoAsync($$"""
                insert into outbox (phone_number_id, person_id, reply, facts, repeat)
                select phone_number_id, id, 'status', jsonb_build_object('orders', (select jsonb_agg(jsonb_build_object(
                    'number', {{name}}::text, 'state', 'Placed', 'total', jsonb_build_object('amount', 1, 'currency', 'NPR'), 'at', now(), 'expiresAt', now())) from generate_series(1, 18))), 'harmless'
                from person where phone_number_id = {{market.PhoneNumberId}} and phone = {{market.Shop.Number}}
                """);
        }

        await service.RunAsync<ResendReplies>();
        await service.IdleAsync();

        market.Shop.Bubbles.Skip(1).Select(bubble => (bubble.Text.Contains("xx", StringComparison.Ordinal), bubble.Text.Contains("yy", StringComparison.Ordinal), bubble.Text.Contains('Z')))
            .ShouldBe([(true, false, false), (false, true, true)]);
        market.Shop.Bubbles.ShouldAllBe(bubble => !bubble.Text.EndsWith('…'));
    }

    [Fact]
    public async Task A_bubble_that_is_given_up_gives_back_what_it_carried()
    {
        var market = await Market.OpenAsync(service);
        var now = await service.Database.NowAsync();
        service.Meta.ThenError(400, 100);
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, market.Shop.Text("balance", now), market.Shop.Text("status", now)));
        await service.IdleAsync();

        market.Shop.Bubbles.Count.ShouldBe(2);
        market.Shop.Last.Text.ShouldContain("no orders yet");
        (await service.Database.AskAsync<string>($"select state as \"Value\" from outbox where phone_number_id = {market.PhoneNumberId} order by id")).ShouldBe(["Failed", "Accepted"]);
    }

    [Fact]
    public async Task The_happy_path_costs_the_shop_three_bubbles()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Approver.TapsAsync("Confirm");

        market.Shop.Bubbles.Count.ShouldBe(3);
        market.Approver.Bubbles.Count.ShouldBe(2);
    }

    /// <summary>A clock that stands still until it is told.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Step(TimeSpan by) => now += by.Ticks;
    }
}
