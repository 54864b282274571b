using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

public sealed class WebhookTests : IAsyncLifetime
{
    private readonly RunningEmulator emulator = new();

    public ValueTask InitializeAsync() => emulator.InitializeAsync();

    public ValueTask DisposeAsync() => emulator.DisposeAsync();

    [Fact]
    public async Task The_signature_is_over_the_raw_bytes_and_they_are_escaped_as_Meta_does()
    {
        await WriteAsync("café 😀 1/2 \u2028 \"<a>\"\n");

        var post = (await emulator.Webhook.WaitForPostsAsync(1))[0];
        post.Signature.ShouldBe("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunningEmulator.Secret), post.Body)));
        var body = Encoding.UTF8.GetString(post.Body);
        body.ShouldContain("""{"body":"caf\u00e9 \ud83d\ude00 1\/2 \u2028 \"<a>\"\n"}""");
        body.ShouldContain("""{"name":"Zo\u00eb's Shop"}""");
        ((string?)(await emulator.Webhook.WaitForAsync("messages", 1))[0]["text"]!["body"]).ShouldBe("café 😀 1/2 \u2028 \"<a>\"\n");
    }

    [Fact]
    public async Task A_text_arrives_in_Metas_envelope()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var written = await WriteAsync("2 bags of rice");

        var post = (await emulator.Webhook.WaitForPostsAsync(1))[0];
        var envelope = JsonNode.Parse(post.Body)!;
        ((string?)envelope["object"]).ShouldBe("whatsapp_business_account");
        ((string?)envelope["entry"]![0]!["id"]).ShouldBe("222");
        var change = envelope["entry"]![0]!["changes"]![0]!;
        ((string?)change["field"]).ShouldBe("messages");
        ((string?)change["value"]!["metadata"]!["phone_number_id"]).ShouldBe("111");
        ((string?)change["value"]!["contacts"]![0]!["wa_id"]).ShouldBe(RunningEmulator.Retailer);
        ((string?)change["value"]!["contacts"]![0]!["user_id"]).ShouldBe("US.1349");
        var message = change["value"]!["messages"]![0]!;
        ((string?)message["from"]).ShouldBe(RunningEmulator.Retailer);
        ((string?)message["id"]).ShouldBe((string?)written["id"]);
        long.Parse((string)message["timestamp"]!, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(before);
    }

    [Fact]
    public async Task A_webhook_is_sent_again_unchanged_until_200_and_later_ones_wait_their_turn()
    {
        emulator.Webhook.FailNext(500, 202);
        await WriteAsync("first");
        await emulator.Webhook.WaitForPostsAsync(1);
        await WriteAsync("second");

        var posts = await emulator.Webhook.WaitForPostsAsync(4);

        posts[1].Body.ShouldBe(posts[0].Body);
        posts[2].Body.ShouldBe(posts[0].Body);
        Encoding.UTF8.GetString(posts[3].Body).ShouldContain("second");
        await StatusOfFirstAsync("delivered");
    }

    [Fact]
    public async Task A_message_is_not_delivered_while_the_service_refuses_it()
    {
        emulator.Webhook.FailNext(401);
        var written = await WriteAsync("first");
        await emulator.Webhook.WaitForPostsAsync(1);

        ((string?)written["status"]).ShouldBe("sent");
        ((string?)(await BubblesAsync())[0]!["status"]).ShouldBe("sent");
    }

    [Theory]
    [InlineData("button_reply")]
    [InlineData("list_reply")]
    public async Task A_tap_on_a_session_message_arrives_as_interactive_with_context(string kind)
    {
        var id = await emulator.SendAcceptedAsync(
            kind == "list_reply" ? Payloads.List("Choose", ("a", "Rice"), ("b", "Oil")) : Payloads.Buttons("?", ("a", "Rice"), ("b", "Oil")));

        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Retailer}/taps", new JsonObject { ["messageId"] = id, ["buttonId"] = "b" });

        var message = (await emulator.Webhook.WaitForAsync("messages", 1))[0];
        ((string?)message["type"]).ShouldBe("interactive");
        ((string?)message["interactive"]!["type"]).ShouldBe(kind);
        ((string?)message["interactive"]![kind]!["id"]).ShouldBe("b");
        ((string?)message["interactive"]![kind]!["title"]).ShouldBe("Oil");
        ((string?)message["context"]!["id"]).ShouldBe(id);
    }

    [Fact]
    public async Task A_read_mark_of_the_business_turns_the_ticks_of_this_and_older_messages()
    {
        await WriteAsync("first");
        var second = await WriteAsync("second");
        await WriteAsync("third");
        await emulator.Webhook.WaitForAsync("messages", 3);

        await emulator.PostAsync(RunningEmulator.Messages, new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["status"] = "read",
            ["message_id"] = (string?)second["id"],
            ["typing_indicator"] = new JsonObject { ["type"] = "text" },
        });

        (await BubblesAsync()).Select(bubble => (string?)bubble!["status"]).Take(2).ShouldBe(["read", "read"]);
        ((string?)(await BubblesAsync())[2]!["status"]).ShouldNotBe("read");
    }

    private Task<JsonObject> WriteAsync(string text) =>
        emulator.PostAsync($"/emulator/phones/{RunningEmulator.Retailer}/messages", new JsonObject { ["text"] = text });

    private Task<JsonArray> BubblesAsync() => emulator.BubblesAsync(RunningEmulator.Retailer);

    private async Task StatusOfFirstAsync(string status)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((string?)(await BubblesAsync())[0]!["status"] != status)
        {
            await Task.Delay(10, late.Token);
        }
    }
}
