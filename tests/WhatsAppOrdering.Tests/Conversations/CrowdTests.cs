using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>Many at once, in the worst order: everything is decided once, and PostgreSQL has no deadlock to break.</summary>
public sealed class CrowdTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const int Items = 1_000;

    [Fact]
    public async Task Taps_on_the_same_orders_in_opposite_order_decide_each_order_once()
    {
        var market = await Market.OpenAsync(service);
        var second = await market.AddApproverAsync("12025550102");
        const int orders = 24;
        for (var order = 0; order < orders; order++)
        {
            await market.PlaceAsync(market.Shop, "1 salt");
        }

        var ids = await service.Database.AskAsync<Guid>($"select id as \"Value\" from sales_order where wholesaler_id = {market.Wholesaler.Value} order by number");
        ids.Count.ShouldBe(orders);
        var before = new[] { market.Shop, market.Approver, second }.ToDictionary(phone => phone, phone => phone.Bubbles.Count);

        // Pairs: one goes first, second; another second, first; the third like the first.
        var swapped = ids.Chunk(2).SelectMany(pair => pair.Reverse()).ToList();
        var taps = await Task.WhenAll(
            TapsAsync(market, market.Approver, ButtonAction.ConfirmOrder, ids),
            TapsAsync(market, second, ButtonAction.RejectOrder, swapped),
            TapsAsync(market, market.Shop, ButtonAction.CancelOrder, ids));
        await Task.WhenAll(taps.Select(webhook => service.ReceiveAsync(webhook)));
        await service.IdleAsync();

        (await service.Database.AskAsync<int>($"""
            select count(*)::int as "Value" from order_transition where wholesaler_id = {market.Wholesaler.Value} group by order_id
            """)).ShouldAllBe(transitions => transitions == 2);
        (await market.BooksAsync(market.Shop)).Held.ShouldBe(0);
        (await service.Database.OneAsync<int>($"""
            select count(*)::int as "Value" from outbox o join inbox_message m on m.phone_number_id = o.phone_number_id and m.dedupe_key = o.in_reply_to
            where o.phone_number_id = {market.PhoneNumberId} and m.type = 'interactive'
            """)).ShouldBe(4 * orders, "each tap has its one answer, those that placed the orders too");
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Webhooks_of_a_thousand_items_in_any_order_beside_busy_turns_store_and_answer_each_once()
    {
        var market = await Market.OpenAsync(service, [.. Enumerable.Repeat(100_000m, 10)]);
        var start = (await service.Database.NowAsync()).AddMinutes(5);
        var random = new Random(20251123);
        var strangers = Enumerable.Range(0, 20).Select(place => market.Stranger($"120255503{place:00}")).ToList();
        List<(JsonObject Item, bool IsEarly)> items =
        [
            .. market.Shops.SelectMany(shop => Enumerable.Range(1, 30).Select(
                second => (shop.Text("add 1 salt", start.AddSeconds(second)), second < 15))),
            .. strangers.SelectMany(stranger => Enumerable.Range(0, 15).Select(second => (stranger.Text("hello", start.AddSeconds(second)), second < 5))),
            .. Enumerable.Range(0, 400).Select(place => (Webhook.Status($"wamid.elsewhere.{place}", "delivered", start), place < 100)),
        ];
        items.Count.ShouldBe(Items);

        // The first wave makes people and turns; the second brings new messages of the same people to those turns.
        await SendAsync([.. items.Where(item => item.IsEarly).Select(item => item.Item)]);
        await SendAsync([.. items.Select(item => item.Item)]);

        await service.IdleAsync();
        (await service.Database.OneAsync<string>($"""
            select (select count(*) || ' ' || min(state) || ' ' || max(attempts) from inbox_message where phone_number_id = {market.PhoneNumberId})
                || ', ' || (select count(*) || ' ' || min(state) || ' ' || max(attempts) from inbox_status where phone_number_id = {market.PhoneNumberId}) as "Value"
            """)).ShouldBe("600 Handled 0, 400 Handled 0");
        strangers.ShouldAllBe(stranger => stranger.Bubbles.Count == 1);
        await Task.WhenAll(market.Shops.Select(shop => shop.TapsAsync("Confirm")));
        foreach (var shop in market.Shops)
        {
            (await market.BooksAsync(shop)).ShouldBe(new Books(17_250, 17_250, "DEBIT 17250", "Placed"));
        }

        market.Approver.Bubbles.Count.ShouldBe(10);
        await service.BooksHoldAsync();

        Task SendAsync(JsonObject[] wave) => Task.WhenAll(Enumerable.Range(0, 6)
            .Select(_ => Webhook.Of(market.PhoneNumberId, wave.OrderBy(_ => random.Next()).ToList())).ToList()
            .Select(service.ReceiveAsync));
    }

    private async Task<byte[]> TapsAsync(Market market, Phone phone, ButtonAction action, IReadOnlyList<Guid> orders)
    {
        var now = await service.Database.NowAsync();
        var person = await service.Database.OneAsync<Guid>(
            $"select id as \"Value\" from person where phone_number_id = {market.PhoneNumberId} and phone = {phone.Number}");
        var tokens = service.Services.GetRequiredService<ButtonTokens>();
        return Webhook.Of(market.PhoneNumberId, orders.Select(order => Webhook.InteractiveTap(
            phone.Number, new BubbleButton("tap", tokens.Sign(action, market.Wholesaler.Value, order, 1, person), false), now)));
    }
}
