using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>Meta delivers at least once, in any order, in any company: each message is acted on once.</summary>
public sealed class RedeliveryTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const int Copies = 10;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_copies_at_once_make_one_order_one_debit_and_one_set_of_replies(bool inShuffledBatches)
    {
        var market = await Market.OpenAsync(service);
        var (shop, approver) = (market.Shop, market.Approver);
        var sent = new List<JsonObject>();
        var random = new Random(20251123);

        await DeliverAsync(shop.Text("2 carton coke 1.5L, 5 sugar", await service.Database.NowAsync()));
        shop.Bubbles.Count.ShouldBe(1);

        await DeliverAsync(await shop.TapAsync(shop.Button("Confirm")));
        (await market.BooksAsync(shop)).ShouldBe(new Books(26_490, 26_490, "DEBIT 26490", "Placed"));
        shop.Bubbles.Count.ShouldBe(2);
        approver.Bubbles.Count.ShouldBe(1);

        await DeliverAsync(await approver.TapAsync(approver.Button("Confirm")));
        (await market.BooksAsync(shop)).ShouldBe(new Books(26_490, 0, "DEBIT 26490, CONFIRM 26490", "Confirmed"));
        shop.Bubbles.Count.ShouldBe(3);
        approver.Bubbles.Count.ShouldBe(2);
        await service.BooksHoldAsync();

        async Task DeliverAsync(JsonObject message)
        {
            sent.Add(message);
            var bodies = Enumerable.Range(0, Copies).Select(_ => Webhook.Of(market.PhoneNumberId, Batch())).ToList();
            await Task.WhenAll(bodies.Select(service.ReceiveAsync));
            await service.IdleAsync();
        }

        // Each batch holds the newest message among copies of all that came before it.
        IEnumerable<JsonObject> Batch() =>
            inShuffledBatches ? sent.Concat(sent).OrderBy(_ => random.Next()).ToList() : [sent[^1]];
    }

    [Fact]
    public async Task Two_taps_on_one_cart_are_two_messages_but_one_order()
    {
        var market = await Market.OpenAsync(service);
        var shop = market.Shop;
        await shop.SaysAsync("5 sugar");
        var taps = new[] { await shop.TapAsync(shop.Button("Confirm")), await shop.TapAsync(shop.Button("Confirm")) };

        await Task.WhenAll(taps.Select(tap => service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, tap))));
        await service.IdleAsync();

        (await market.BooksAsync(shop)).ShouldBe(new Books(23_250, 23_250, "DEBIT 23250", "Placed"));
        shop.Bubbles.Count.ShouldBe(3);
        shop.Last.Text.ShouldContain("waiting for confirmation");
        market.Approver.Bubbles.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Texts_in_quick_succession_are_one_turn_and_one_bubble()
    {
        var market = await Market.OpenAsync(service);
        var now = await service.Database.NowAsync();

        await service.ReceiveAsync(Webhook.Of(
            market.PhoneNumberId, market.Shop.Text("2 carton coke 1.5L", now), market.Shop.Text("5 sugar", now), market.Shop.Text("1 salt", now)));
        await service.IdleAsync();

        market.Shop.Bubbles.ShouldHaveSingleItem().Text.ShouldContain("*Total: NPR 27,065*");
    }

    [Fact]
    public async Task Messages_are_taken_by_Metas_time_however_they_arrive()
    {
        var market = await Market.OpenAsync(service);
        var now = await service.Database.NowAsync();

        await service.ReceiveAsync(Webhook.Of(
            market.PhoneNumberId,
            market.Shop.Text("remove sugar", now), market.Shop.Text("5 sugar", now.AddSeconds(-10)), market.Shop.Text("1 salt", now.AddSeconds(-5))));
        await service.IdleAsync();

        market.Shop.Last.Text.ShouldContain("*Total: NPR 575*");
    }

    [Fact]
    public async Task Within_one_second_the_order_of_the_body_is_the_order_of_writing()
    {
        var market = await Market.OpenAsync(service);
        var now = await service.Database.NowAsync();
        string[] texts = ["5 sugar", "remove sugar", "3 sugar", "1 salt"];
        var messages = texts.Select((text, place) =>
        {
            var message = market.Shop.Text(text, now);
            // Ids that sort the other way round.
            message["id"] = $"wamid.{9 - place}";
            return message;
        });

        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, messages));
        await service.IdleAsync();

        market.Shop.Last.Text.ShouldContain("*Total: NPR 14,525*");
    }
}
