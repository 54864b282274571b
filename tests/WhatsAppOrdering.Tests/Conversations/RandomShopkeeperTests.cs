using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>
/// Twenty shopkeepers who talk at random, fifty turns each, and a wholesaler who taps at random. The bench does the same
/// ten times as long.
/// </summary>
public sealed class RandomShopkeeperTests(TalkedService service, ITestOutputHelper output) : IClassFixture<TalkedService>
{
    private const int Rounds = 50;
    private static readonly decimal[] limits = [100_000, 50_000, 30_000, 11_625, 1_000_000, 100_000, 50_000, 30_000, 11_625, 0];

    /// <summary>Asking the same in the same words twice in a row is what a machine does.</summary>
    private static readonly string[] questions = [ReplyNames.Question, ReplyNames.CancelQuestion, ReplyNames.CancelWhich, ReplyNames.SameAgain];

    private int _read;

    [Theory]
    [InlineData(15)]
    public async Task A_thousand_turns_leave_the_books_whole_and_nobody_without_an_answer(int seed)
    {
        var market = await Market.OpenAsync(service, [.. limits, .. limits]);
        var shops = market.Shops.Select((phone, i) => (Phone: phone, Keeper: new RandomShopkeeper((seed * 1000) + i), Heard: new List<Bubble>())).ToList();
        var approver = new RandomShopkeeper(seed * 7919);
        for (var round = 0; round < Rounds; round++)
        {
            var deeds = shops.ConvertAll(shop => shop.Keeper.Next());
            var before = shops.ConvertAll(shop => shop.Heard.Count);
            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, await Task.WhenAll(shops.Zip(deeds, (shop, deed) => MessageAsync(shop.Phone, deed)))));
            await ReadAsync();
            foreach (var (place, deed) in deeds.Index().Where(one => !one.Item.MayBeMetWithSilence))
            {
                shops[place].Heard.Count.ShouldBeGreaterThan(before[place], $"seed {seed}, round {round}, shop {place}: nothing was said to {deed}");
            }

            await service.ReceiveAsync(Webhook.Of(market.PhoneNumberId, await MessageAsync(market.Approver, approver.Next())));
            await ReadAsync();

            if (round % 15 == 14)
            {
                // Time for something to lapse, and for the windows to stay open.
                await service.Database.MoveClockAsync(TimeSpan.FromMinutes(125));
                await service.RunAsync<ExpireOrders>();
                await service.RunAsync<ResendReplies>();
                await ReadAsync();
            }
        }

        await service.BooksHoldAsync();
        await NothingFailedAsync(market);
        await NothingIsAskedTwiceAsync(market, shops.SelectMany(shop => shop.Heard.Zip(shop.Heard.Skip(1))));

        async Task ReadAsync()
        {
            await service.IdleAsync();
            var requests = service.Meta.Requests;
            foreach (var bubble in requests.Skip(_read).Where(one => one.Path.Contains($"/{market.PhoneNumberId}/messages", StringComparison.Ordinal)).Select(one => Bubble.Read(one.Body)))
            {
                var told = new ToldBubble("", bubble.Text, [.. bubble.Buttons.Select(button => (bubble.Template is null ? "" : "template ") + button.Id)]);
                if (shops.Find(shop => shop.Phone.Number == bubble.To) is { Keeper: { } keeper, Heard: { } heard })
                {
                    keeper.Reads(told);
                    heard.Add(bubble);
                }
                else
                {
                    approver.Reads(told);
                }
            }

            _read = requests.Count;
        }
    }

    private async Task NothingFailedAsync(Market market)
    {
        (await service.Database.AskAsync<string>($"""
            select type || ' ' || state || ' ' || coalesce(reason, '') as "Value" from inbox_message
            where phone_number_id = {market.PhoneNumberId} and (attempts > 0 or state <> 'Handled')
            """)).ShouldBeEmpty();
        service.Log.Lines.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
        var replies = await service.Database.AskAsync<string>($"select reply || ' ' || count(*) as \"Value\" from outbox where phone_number_id = {market.PhoneNumberId} group by reply order by count(*) desc");
        output.WriteLine(string.Join("\n", replies));
        replies.Count.ShouldBeGreaterThan(20, "The shopkeepers have not said enough.");
    }

    private async Task NothingIsAskedTwiceAsync(Market market, IEnumerable<(Bubble First, Bubble Second)> pairs)
    {
        var asked = (await service.Database.AskAsync<long>($"select id as \"Value\" from outbox where phone_number_id = {market.PhoneNumberId} and reply = any ({questions})")).ToHashSet();
        pairs.Where(pair => pair.First.Text == pair.Second.Text && pair.First.CallbackData != pair.Second.CallbackData && asked.Contains(Row(pair.Second))).Select(pair => pair.Second.Text).ShouldBeEmpty();
        static long Row(Bubble bubble) => long.Parse(bubble.CallbackData.Split(':')[^1].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<JsonObject> MessageAsync(Phone phone, Deed deed)
    {
        var now = await service.Database.NowAsync();
        switch (deed)
        {
            case Deed.Taps { Choice: var choice }:
                return choice.StartsWith("template ", StringComparison.Ordinal)
                    ? Webhook.TemplateTap(phone.Number, new BubbleButton("", choice["template ".Length..], true), now)
                    : Webhook.InteractiveTap(phone.Number, new BubbleButton("", choice, false), now);
            case Deed.Sends { Json: var json }:
                var content = JsonNode.Parse(json)!.AsObject();
                var type = (string)content["type"]!;
                return Webhook.Message(phone.Number, type, content[type]!.DeepClone(), now);
            default:
                return phone.Text(((Deed.Says)deed).Text, now);
        }
    }
}

/// <summary>A service to which a thousand messages in ten minutes are no flood.</summary>
public sealed class TalkedService : ServiceUnderTest
{
    public TalkedService(PostgresCluster cluster)
        : base(cluster)
    {
        Settings["Conversations:FloodMessages"] = "10000";
    }
}
