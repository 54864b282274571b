using Shouldly;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>What is sent too much costs a bounded number of answers; what is old is forgotten, but for keys and books.</summary>
public sealed class FloodTests(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly ServiceUnderTest service = new(cluster);

    public ValueTask InitializeAsync()
    {
        service.Settings["Conversations:FloodMessages"] = "10";
        service.Settings["Conversations:StrangersPerHour"] = "3";
        return service.InitializeAsync();
    }

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Who_sends_too_much_is_told_once_and_read_again_when_it_is_over()
    {
        var market = await Market.OpenAsync(service);
        for (var n = 0; n < 10; n++)
        {
            (await market.Shop.SaysAsync("balance")).Text.ShouldContain("Free credit");
        }

        for (var n = 0; n < 15; n++)
        {
            await market.Shop.SaysAsync("balance");
        }

        market.Shop.Bubbles.Count.ShouldBe(11);
        market.Shop.Last.Text.ShouldContain("That was a lot at once");
        await service.Database.MoveClockAsync(TimeSpan.FromMinutes(11));
        (await market.Shop.SaysAsync("balance")).Text.ShouldContain("Free credit");
    }

    [Fact]
    public async Task An_approver_s_taps_are_all_read()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        for (var n = 0; n < 12; n++)
        {
            await market.Approver.SaysAsync("what is open?");
        }

        await market.Approver.TapsAsync("Confirm");
        (await market.BooksAsync(market.Shop)).Orders.ShouldBe("Confirmed");
    }

    [Fact]
    public async Task A_crowd_of_strangers_hears_so_many_answers_an_hour()
    {
        var market = await Market.OpenAsync(service);
        var strangers = Enumerable.Range(0, 6).Select(place => market.Stranger($"1202555018{place}")).ToList();
        foreach (var stranger in strangers)
        {
            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, stranger.Text("hello", await service.Database.NowAsync())));
            await service.IdleAsync();
        }

        strangers.Sum(stranger => stranger.Bubbles.Count).ShouldBe(3);
    }

    [Fact]
    public async Task Old_words_are_forgotten_while_keys_decisions_and_ledger_stay()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop);
        await market.Approver.TapsAsync("Confirm");
        var tap = await market.Shop.TapAsync(market.Shop.Button("Confirm"));
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, tap));
        await service.IdleAsync();
        var books = await market.BooksAsync(market.Shop);
        (await KeptAsync()).ShouldBeGreaterThan(0);
        (await service.RunAsync<PurgeTexts>()).ShouldBe(0);

        await service.Database.MoveClockAsync(TimeSpan.FromDays(91));
        (await service.RunAsync<PurgeTexts>()).ShouldBeGreaterThan(0);
        (await service.RunAsync<PurgeTexts>()).ShouldBe(0);

        (await KeptAsync()).ShouldBe(0);
        var bubbles = market.Shop.Bubbles.Count;
        await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, tap));
        await service.IdleAsync();
        market.Shop.Bubbles.Count.ShouldBe(bubbles);
        (await market.BooksAsync(market.Shop)).ShouldBe(books);
        await service.BooksHoldAsync();
    }

    private Task<int> KeptAsync() => service.Database.OneAsync<int>($"""
        select ((select count(*) from inbox_message where raw <> '') + (select count(*) from inbox_status where raw <> '')
            + (select count(*) from outbox where facts <> {"{}"}::jsonb))::int as "Value"
        """);
}
