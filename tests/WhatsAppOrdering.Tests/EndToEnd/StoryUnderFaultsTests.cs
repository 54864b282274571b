using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.EndToEnd;

/// <summary>
/// The main job from message to confirmation while everything goes wrong at once: webhooks doubled, batched, shuffled, late
/// and sent again; sends refused, throttled, slow, cut after they were taken, failed afterwards, told before the answer; the
/// approver's window closed at Meta but open by our book; the shop's number hidden half-way, or changed; the request's
/// template paused; a picture in between.
/// </summary>
public sealed class StoryUnderFaultsTests(EmulatedTown town) : IClassFixture<EmulatedTown>
{
    /// <summary>Every kind of disturbance is among the first ten; STORY_SEEDS takes up to as many as there are shops.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(
        0, int.TryParse(Environment.GetEnvironmentVariable("STORY_SEEDS"), out var seeds) ? Math.Min(seeds, EmulatedTown.Shops) : 10)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_story_ends_well_whatever_goes_wrong(int seed)
    {
        var shop = EmulatedTown.ShopNumber(seed);
        var number = shop;
        await DisturbAsync(seed);
        await town.PutAsync($"phones/{EmulatedTown.Approver}", new JsonObject { ["windowOpen"] = false });

        await town.SayAsync(shop, "2 carton coke 1.5L, 5 sugar");
        await town.SeesAsync(shop, "26,490", "Confirm");
        await town.PostAsync($"phones/{shop}/items", JsonNode.Parse("""{"type":"image","image":{"id":"1","mime_type":"image/jpeg"}}""")!);
        if (seed % 5 == 1)
        {
            number = await ChangeNumberAsync(shop, seed);
        }

        await town.PutAsync($"phones/{shop}", new JsonObject { ["hidesNumber"] = seed % 2 == 0 });
        await town.PutAsync("templates/order_request/en", new JsonObject { ["status"] = seed % 5 == 2 ? "PAUSED" : "APPROVED" });
        await town.TapAsync(shop, "Confirm", "26,490");
        if (seed % 5 == 2)
        {
            await town.AnsweredAsync(number, 3);
            await town.SayAsync(EmulatedTown.Approver, "what is open?");
        }

        await town.TapAsync(EmulatedTown.Approver, "Confirm", $"Shop {seed + 1}");
        await town.AnsweredAsync(number, 4);
        await town.SettledAsync();
        await town.ClearFaultsAsync();

        (await town.Service.Database.OneAsync<string>($"""
            select format('%s %s; used %s held %s; %s', (select string_agg(o.status, ' ') from sales_order o where o.line_id = l.id),
                (select count(*) from sales_order o where o.line_id = l.id), trim_scale(l.used), trim_scale(l.held),
                (select string_agg(kind || ' ' || trim_scale(amount), ', ' order by seq) from ledger_entry e where e.line_id = l.id and kind <> 'LIMIT')) as "Value"
            from credit_line l join retailer r on r.wholesaler_id = l.wholesaler_id and r.id = l.retailer_id where r.name = {$"Shop {seed + 1}"}
            """)).ShouldBe("Confirmed 1; used 26490 held 0; DEBIT 26490, CONFIRM 26490");
        await EveryReplyWasSeenAsync(shop, number);
        await town.Service.BooksHoldAsync();
    }

    /// <summary>The emulator's phone stays the same. Between two messages, for what is under way to the old number reaches nobody. His credit opens again by the approver's tap.</summary>
    private async Task<string> ChangeNumberAsync(string shop, int seed)
    {
        var number = $"120255502{seed:00}";
        await town.AnsweredAsync(shop, 2);
        await town.SettledAsync();
        await town.PutAsync($"phones/{shop}", new JsonObject { ["number"] = number });
        await town.TapAsync(EmulatedTown.Approver, "Same person", $"Shop {seed + 1}");
        await town.TrustedAsync();
        return number;
    }

    /// <summary>Each reply of the story is decided once, none was given up, and the phones show each at least once.</summary>
    private async Task EveryReplyWasSeenAsync(string shop, string number)
    {
        var replies = await town.Service.Database.AskAsync<string>($"""
            select o.reply || case when o.state in ('Sent', 'Delivered', 'Read', 'Merged') then '' else ' ' || o.state end as "Value" from outbox o
            where o.person_id = (select id from person where phone = {number}) order by 1
            """);
        // Where the faults kept the request from everybody for a while, the shop was told so.
        replies.Where(reply => reply != "order_unreached").ShouldBe(["cart_summary", "not_text", "order_confirmed", "order_placed"]);
        var seen = string.Join("\n", (await town.BubblesAsync(shop)).Where(bubble => !(bool)bubble["fromPhone"]!).Select(bubble => (string)bubble["text"]!));
        var order = await town.Service.Database.OneAsync<long>($"""
            select o.number as "Value" from sales_order o where o.placed_by = (select id from person where phone = {number})
            """);
        seen.ShouldContain($"{order}");
        (await town.BubblesAsync(EmulatedTown.Approver)).Count(bubble => !(bool)bubble["fromPhone"]! && ((string)bubble["text"]!).Contains($"{order}", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(2);
    }

    private async Task DisturbAsync(int seed)
    {
        await town.PutAsync("faults/webhooks", new JsonObject
        {
            ["copies"] = 1 + (seed % 3), ["shuffle"] = true, ["batch"] = 20, ["delayMs"] = seed * 3, ["resends"] = 2, ["resendEveryMs"] = 100 + (seed * 20), ["seed"] = seed,
        });
        await town.PutAsync("faults/chance", new JsonObject
        {
            ["seed"] = seed,
            ["percent"] = 60,
            ["faults"] = JsonNode.Parse("""
                [{"code":130429},{"code":131056},{"code":131016},{"code":131000},{"code":2},{"code":80007},{"code":131057},
                 {"httpStatus":502},{"httpStatus":503},{"delayMs":300},{"delayMs":2500},{"dropResponse":true},{"statusFirst":true},
                 {"failCode":131000},{"failCode":131056},{"failCode":130429}]
                """),
        });
    }
}
