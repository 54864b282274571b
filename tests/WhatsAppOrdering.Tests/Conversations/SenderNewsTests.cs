using System.Text.Json.Nodes;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>Two whom we knew apart turn out to be one: he finds his credit again, and only once the wholesaler has said so.</summary>
public sealed class SenderNewsTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const string NewNumber = "12025550177";

    [Fact]
    public async Task A_shop_that_was_seen_by_its_user_id_alone_is_known_by_its_phone_again()
    {
        var market = await Market.OpenAsync(service);
        var user = $"US.{Guid.NewGuid():N}";
        await SayAsync(market.Shop, user, withPhone: false);
        market.Stranger(user).Last.Text.ShouldContain("registered shops only", customMessage: "nothing tells yet who this is");

        await SayAsync(market.Shop, user, withPhone: true);
        market.Shop.Last.Text.ShouldContain("your credit stays closed");
        market.Approver.Last.Text.ShouldContain("link_question: Shop 1");
        (await market.Approver.TapsAsync("Same person")).Text.ShouldContain("open again");

        await SayAsync(market.Shop, user, withPhone: false);
        market.Shop.Last.Text.ShouldContain("Free credit");
        (await WaitingAsync(market)).ShouldBe(0);
    }

    [Fact]
    public async Task A_number_that_was_used_before_the_news_of_it_came_is_the_shops()
    {
        var market = await Market.OpenAsync(service);
        var shop = market.Stranger(NewNumber);
        (await shop.SaysAsync("balance")).Text.ShouldContain("registered shops only");
        await market.Shop.SendsAsync(await market.Shop.MessageAsync("system", new JsonObject { ["type"] = "user_changed_number", ["wa_id"] = NewNumber }));

        (await shop.SaysAsync("balance")).Text.ShouldContain("your credit stays closed");
        await market.Approver.TapsAsync("Same person");
        (await shop.SaysAsync("balance")).Text.ShouldContain("Free credit");
        // Who has the old number now is somebody else.
        (await market.Shop.SaysAsync("balance")).Text.ShouldContain("registered shops only");
    }

    [Fact]
    public async Task What_was_to_be_said_to_the_one_is_said_to_the_person_that_both_are()
    {
        var market = await Market.OpenAsync(service);
        var shop = market.Stranger(NewNumber);
        await shop.SaysAsync("balance");
        // As when the news overtakes the reply: whoever was woken for the stranger finds nothing.
        await service.Database.DoAsync($"""
            insert into outbox (phone_number_id, person_id, reply, facts, repeat)
            select phone_number_id, id, 'help', json_build_object(), 'harmless' from person where phone_number_id = {market.PhoneNumberId} and phone = {NewNumber}
            """);
        var before = shop.Bubbles.Count;

        await market.Shop.SendsAsync(await market.Shop.MessageAsync("system", new JsonObject { ["type"] = "user_changed_number", ["wa_id"] = NewNumber }));

        shop.Bubbles.Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task What_is_stored_for_the_one_while_both_become_one_is_answered()
    {
        var market = await Market.OpenAsync(service);
        var shop = market.Stranger(NewNumber);
        await shop.SaysAsync("balance");
        var news = await market.Shop.MessageAsync("system", new JsonObject { ["type"] = "user_changed_number", ["wa_id"] = NewNumber });
        var before = shop.Bubbles.Count;

        await using (var holder = await service.Database.ConnectAsync())
        {
            await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var hold = new NpgsqlCommand("lock table outbox in share mode", holder, held))
            {
                await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, news));
            // The stranger's messages have been moved, and nothing of it is committed.
            await service.Database.UntilAsync($"select exists (select from pg_locks where relation = 'outbox'::regclass and not granted) as \"Value\"");
            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, await shop.MessageAsync("text", new JsonObject { ["body"] = "balance" })));
        }

        await service.IdleAsync();
        shop.Bubbles.Count.ShouldBe(before + 1);
        shop.Last.Text.ShouldContain("your credit stays closed");
    }

    [Fact]
    public async Task Another_number_under_the_same_user_id_is_a_changed_number()
    {
        var market = await Market.OpenAsync(service);
        var user = $"US.{Guid.NewGuid():N}";
        await SayAsync(market.Shop, user, withPhone: true);
        market.Shop.Last.Text.ShouldContain("Free credit");

        var moved = market.Stranger(NewNumber);
        await SayAsync(moved, user, withPhone: true);
        moved.Last.Text.ShouldContain("your credit stays closed");
        await market.Approver.TapsAsync("Same person");
        await SayAsync(moved, user, withPhone: true);
        moved.Last.Text.ShouldContain("Free credit");
    }

    [Fact]
    public async Task Two_shops_of_which_one_took_over_the_others_number_are_both_asked_about()
    {
        var market = await Market.OpenAsync(service, 1000m, 1000m);
        var second = market.Shops[1];
        var user = $"US.{Guid.NewGuid():N}";
        await SayAsync(market.Shop, user, withPhone: true);

        await SayAsync(second, user, withPhone: true);
        second.Last.Text.ShouldContain("your credit stays closed");
        await service.IdleAsync();
        market.Approver.Bubbles.Where(bubble => bubble.Text.Contains("link_question", StringComparison.Ordinal)).Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_call_opens_the_window_too()
    {
        var market = await Market.OpenAsync(service);
        await market.Approver.SaysAsync("hello");
        await service.Database.MoveClockAsync(TimeSpan.FromHours(30));
        await service.ReceiveAsync(Call(market, market.Approver, await service.Database.NowAsync()));

        await market.PlaceAsync(market.Shop);

        market.Approver.Last.Template.ShouldBeNull();
    }

    private static byte[] Call(Market market, Phone from, DateTimeOffset at) => System.Text.Encoding.UTF8.GetBytes($$$"""
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"calls","value":{"messaging_product":"whatsapp",
        "metadata":{"phone_number_id":"{{{market.PhoneNumberId}}}"},
        "calls":[{"id":"wacid.1","from":"{{{from.Number}}}","event":"connect","direction":"USER_INITIATED","timestamp":"{{{at.ToUnixTimeSeconds()}}}"}]}}]}]}
        """);

    private static async Task SayAsync(Phone shop, string user, bool withPhone)
    {
        var message = await shop.MessageAsync("text", new JsonObject { ["body"] = "balance" });
        message["from_user_id"] = user;
        if (!withPhone)
        {
            message.Remove("from");
        }

        await shop.SendsAsync(message);
    }

    private Task<int> WaitingAsync(Market market) => service.Database.OneAsync<int>($"""
        select count(*)::int as "Value" from inbox_message where phone_number_id = {market.PhoneNumberId} and state = 'Waiting'
        """);
}
