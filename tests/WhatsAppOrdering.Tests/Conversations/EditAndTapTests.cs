using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>A shop edits its order and taps Confirm under it, and two services read the two at the same moment.</summary>
public sealed class EditAndTapTests(PostgresCluster cluster)
{
    private const int Rounds = 20;

    [Fact]
    public async Task Either_what_was_shown_is_ordered_and_the_edit_is_a_wish_or_the_cart_is_shown_as_edited_and_nothing_is_ordered()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var one = new ServiceUnderTest(cluster) { Settings = { ["Buttons:SigningKey"] = key } };
        await one.StartAsync("Production");
        await using var two = new ServiceUnderTest(cluster) { Beside = one, Settings = { ["Buttons:SigningKey"] = key } };
        await two.StartAsync("Production");

        for (var round = 0; round < Rounds; round++)
        {
            var market = await Market.OpenAsync(one);
            var shop = market.Shop;
            var words = shop.Text("5 sugar", await one.Database.NowAsync());
            await shop.SendsAsync(words);
            var tap = Webhook.Of(market.PhoneNumberId, await shop.TapAsync(shop.Button("Confirm")));
            var edit = Webhook.Of(market.PhoneNumberId, await shop.MessageAsync("edit", new JsonObject
            {
                ["original_message_id"] = (string)words["id"]!,
                ["message"] = new JsonObject { ["type"] = "text", ["text"] = new JsonObject { ["body"] = "6 sugar" } },
            }));

            var (first, second) = round % 2 == 0 ? (tap, edit) : (edit, tap);
            await Task.WhenAll(one.ReceiveAsync(first), two.ReceiveAsync(second));
            await one.IdleAsync();

            var wishes = await one.Database.AskAsync<string>($"select text as \"Value\" from office_note where wholesaler_id = {market.Wholesaler.Value}");
            if (wishes.Count == 1)
            {
                (wishes[0], await market.BooksAsync(shop)).ShouldBe(("6 sugar", new Books(23_250, 23_250, "DEBIT 23250", "Placed")));
                continue;
            }

            wishes.ShouldBeEmpty();
            (await market.BooksAsync(shop)).ShouldBe(new Books(0, 0, "", ""), "nobody has said yes to the edited cart");
            shop.Last.Text.ShouldContain("*Total: NPR 27,900*");
            await shop.TapsAsync("Confirm");
            (await market.BooksAsync(shop)).ShouldBe(new Books(27_900, 27_900, "DEBIT 27900", "Placed"));
        }

        await one.BooksHoldAsync();
    }
}
