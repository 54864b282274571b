extern alias Emulator;

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

/// <summary>What can be made to go wrong, and what Meta forbids.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly RunningEmulator emulator = new();

    public ValueTask InitializeAsync() => emulator.InitializeAsync();

    public ValueTask DisposeAsync() => emulator.DisposeAsync();

    [Fact]
    public async Task Each_update_comes_as_often_as_asked_for_with_the_same_key()
    {
        await PutAsync("faults/webhooks", new() { ["copies"] = 3 });
        await WriteAsync("hello");

        var messages = await emulator.Webhook.WaitForAsync("messages", 3);

        messages.Select(message => (string?)message["id"]).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Many_updates_come_in_one_post_and_shuffled()
    {
        await PutAsync("faults/webhooks", new() { ["batch"] = 100, ["shuffle"] = true, ["seed"] = 3 });
        var sent = new List<string>();
        for (var n = 0; n < 30; n++)
        {
            sent.Add(await WriteAsync($"{n}"));
        }

        var came = (await emulator.Webhook.WaitForAsync("messages", 30)).Select(message => (string)message["id"]!).ToList();

        came.ShouldBe(sent, ignoreOrder: true);
        came.ShouldNotBe(sent);
        emulator.Webhook.Posts.Count.ShouldBeLessThan(30);
    }

    [Fact]
    public async Task A_post_that_was_answered_comes_again_as_often_as_asked_for()
    {
        await PutAsync("faults/webhooks", new() { ["resends"] = 2, ["resendEveryMs"] = 20 });
        await WriteAsync("hello");

        var posts = await emulator.Webhook.WaitForPostsAsync(3);

        posts.Select(post => Convert.ToHexString(post.Body)).Distinct().ShouldHaveSingleItem();
        posts.ShouldAllBe(post => post.Signature.StartsWith("sha256="));
    }

    [Fact]
    public async Task Statuses_can_come_before_the_answer()
    {
        await PostAsync("faults", new() { ["statusFirst"] = true });
        var id = await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "hello"));

        var statuses = await emulator.Webhook.WaitForAsync("statuses", 2);

        statuses.ShouldAllBe(status => (string?)status["id"] == id);
    }

    [Fact]
    public async Task An_accepted_message_can_fail_later_with_a_code_and_is_never_seen()
    {
        await PostAsync("faults", new() { ["failCode"] = 131026 });
        var id = await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "hello", "row.1"));

        var status = InboundStatus.Read(System.Text.Encoding.UTF8.GetBytes((await emulator.Webhook.WaitForAsync("statuses", 1)).Single().ToJsonString()));

        (status.Wamid, status.Status, status.ErrorCode, status.CallbackData).ShouldBe((id, "failed", 131026, "row.1"));
        (await emulator.BubblesAsync(RunningEmulator.Retailer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gateway_answers_without_an_error_of_Metas()
    {
        await PostAsync("faults", new() { ["httpStatus"] = 502 });
        using var answer = await emulator.SendAsync(Payloads.Text(RunningEmulator.Retailer, "hello"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("error\"");
    }

    [Fact]
    public async Task Chance_follows_its_seed()
    {
        var chance = new JsonObject { ["seed"] = 7, ["percent"] = 50, ["faults"] = new JsonArray(new JsonObject { ["code"] = 131000 }) };
        await PutAsync("faults/chance", chance);
        var first = await OutcomesAsync();
        await PutAsync("faults/chance", chance);
        (await OutcomesAsync()).ShouldBe(first);
        first.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task The_pair_limit_holds_after_its_burst_until_time_has_passed()
    {
        for (var n = 0; n < 45; n++)
        {
            await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, $"{n}"));
        }

        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "one more"))).ShouldBe(131056);

        await emulator.PostAsync("/emulator/clock", new() { ["advanceSeconds"] = 6 });
        await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "one more"));
        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "and one more"))).ShouldBe(131056);
    }

    [Fact]
    public async Task A_window_can_be_closed()
    {
        await PutAsync($"phones/{RunningEmulator.Retailer}", new() { ["windowOpen"] = false });
        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "hello"))).ShouldBe(131047);
    }

    [Fact]
    public async Task Who_hides_the_number_is_known_by_user_id_only()
    {
        await PutAsync($"phones/{RunningEmulator.Retailer}", new() { ["hidesNumber"] = true });
        await WriteAsync("hello");
        var message = (await emulator.Webhook.WaitForAsync("messages", 1))[0];
        (message.ContainsKey("from"), (string?)message["from_user_id"]).ShouldBe((false, "US.1349"));

        var reply = Payloads.Text("", "hi");
        reply.Remove("to");
        reply["recipient"] = "US.1349";
        await emulator.SendAcceptedAsync(reply);
        (await emulator.Webhook.WaitForAsync("statuses", 1))[0].ContainsKey("recipient_id").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_changes_the_number_is_reached_at_the_new_one_only()
    {
        await PutAsync($"phones/{RunningEmulator.Retailer}", new() { ["number"] = "12025550177" });

        var system = (await emulator.Webhook.WaitForAsync("messages", 1))[0]["system"]!;
        ((string?)system["type"], (string?)system["wa_id"]).ShouldBe(("user_changed_number", "12025550177"));
        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "hello"))).ShouldBe(131026);
        await emulator.SendAcceptedAsync(Payloads.Text("12025550177", "hello"));
    }

    [Fact]
    public async Task Anything_a_person_can_send_is_sent_and_media_can_be_fetched()
    {
        using var picture = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("image/jpeg") } };
        using var put = await emulator.Http.PostAsync(new Uri("/emulator/media", UriKind.Relative), picture);
        var id = (string)(await RunningEmulator.JsonAsync(put))["id"]!;
        await PostAsync($"phones/{RunningEmulator.Retailer}/items", new() { ["type"] = "image", ["image"] = new JsonObject { ["id"] = id, ["caption"] = "two" } });

        var item = (await emulator.Webhook.WaitForAsync("messages", 1))[0];
        var read = InboundMessage.Read(System.Text.Encoding.UTF8.GetBytes(item.ToJsonString()));
        read.Content.ShouldBeOfType<InboundContent.Media>().Id.ShouldBe(id);
        var node = await emulator.GetAsync($"/v23.0/{id}");
        (await emulator.Http.GetByteArrayAsync(new Uri((string)node["url"]!))).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_scenario_plays_its_steps_in_order()
    {
        var steps = JsonNode.Parse("""
            [{"afterMs":0,"method":"POST","path":"faults","body":{"code":130429}},
             {"afterMs":10,"method":"POST","path":"faults","body":{"code":131056}}]
            """)!;
        using var played = await emulator.Http.PostAsJsonAsync(new Uri("/emulator/scenario", UriKind.Relative), steps);
        played.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "1"))).ShouldBe(130429);
        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "2"))).ShouldBe(131056);
        await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "3"));
    }

    [Fact]
    public async Task A_step_that_is_refused_stops_the_scenario_and_is_told()
    {
        using var played = await emulator.Http.PostAsJsonAsync(
            new Uri("/emulator/scenario", UriKind.Relative), JsonNode.Parse("""[{"afterMs":0,"method":"POST","path":"faults","body":{"count":0}}]"""));
        played.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<List<bool>> OutcomesAsync()
    {
        var outcomes = new List<bool>();
        for (var n = 0; n < 20; n++)
        {
            using var answer = await emulator.SendAsync(Payloads.Text(RunningEmulator.Retailer, "x"));
            outcomes.Add(answer.IsSuccessStatusCode);
        }

        return outcomes;
    }

    private async Task<string> WriteAsync(string text) =>
        (string)(await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Retailer}/messages", new() { ["text"] = text }))["id"]!;

    private async Task PostAsync(string path, JsonObject body)
    {
        using var answer = await emulator.Http.PostAsJsonAsync(new Uri($"/emulator/{path}", UriKind.Relative), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task PutAsync(string path, JsonObject body)
    {
        using var answer = await emulator.Http.PutAsJsonAsync(new Uri($"/emulator/{path}", UriKind.Relative), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
