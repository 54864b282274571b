using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

public sealed class StatusTests : IAsyncLifetime
{
    private readonly RunningEmulator emulator = new();

    public ValueTask InitializeAsync() => emulator.InitializeAsync();

    public ValueTask DisposeAsync() => emulator.DisposeAsync();

    [Fact]
    public async Task Statuses_come_as_sent_delivered_read_each_with_the_callback_data()
    {
        var id = await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "hello", "row.1"));
        await emulator.LookAsync(RunningEmulator.Retailer);

        var statuses = await emulator.Webhook.WaitForAsync("statuses", 3);

        statuses.Select(status => (string?)status["status"]).ShouldBe(["sent", "delivered", "read"]);
        statuses.ShouldAllBe(status => (string?)status["id"] == id && (string?)status["biz_opaque_callback_data"] == "row.1");
        statuses.ShouldAllBe(status => (string?)status["recipient_id"] == RunningEmulator.Retailer);
        statuses.ShouldAllBe(status => status["timestamp"]!.GetValueKind() == System.Text.Json.JsonValueKind.String);
        statuses.Select(status => status.ContainsKey("pricing")).ShouldBe([true, true, false]);
    }

    [Fact]
    public async Task A_message_is_not_read_before_the_phone_is_looked_at()
    {
        await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "hello"));
        await emulator.Webhook.WaitForAsync("statuses", 2);

        var view = await emulator.GetAsync("/emulator/phones");

        ((int)view["phones"]![0]!["unread"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Looking_twice_tells_read_once()
    {
        await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "one"));
        await emulator.LookAsync(RunningEmulator.Retailer);
        await emulator.LookAsync(RunningEmulator.Retailer);
        await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "two"));

        var statuses = await emulator.Webhook.WaitForAsync("statuses", 5);

        statuses.Select(status => (string?)status["status"]).ShouldBe(["sent", "delivered", "read", "sent", "delivered"]);
    }

    [Fact]
    public async Task A_dropped_response_still_delivers_and_only_the_status_tells()
    {
        await FaultAsync(new JsonObject { ["dropResponse"] = true });

        await Should.ThrowAsync<HttpRequestException>(() => emulator.SendAsync(Payloads.Text(RunningEmulator.Retailer, "hello", "row.2")));

        var statuses = await emulator.Webhook.WaitForAsync("statuses", 2);
        statuses.ShouldAllBe(status => (string?)status["biz_opaque_callback_data"] == "row.2");
    }

    [Fact]
    public async Task A_fault_refuses_as_many_sends_as_asked_and_not_the_next()
    {
        await FaultAsync(new JsonObject { ["code"] = 131056, ["count"] = 2 });

        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "a"))).ShouldBe(131056);
        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "a"))).ShouldBe(131056);
        await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "a"));
    }

    [Fact]
    public async Task The_event_stream_tells_each_new_bubble()
    {
        using var stream = await emulator.Http.GetStreamAsync(new Uri("/emulator/events", UriKind.Relative));
        using var reader = new StreamReader(stream);
        await ReadUntilAsync(reader, "event: ready");

        await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "hello there"));

        await ReadUntilAsync(reader, "event: bubble");
        ((string?)JsonNode.Parse((await reader.ReadLineAsync())!["data: ".Length..])!["text"]).ShouldBe("hello there");
    }

    private Task<JsonObject> FaultAsync(JsonObject fault) => emulator.PostAsync("/emulator/faults", fault);

    private static async Task ReadUntilAsync(StreamReader reader, string line)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await reader.ReadLineAsync(late.Token) != line)
        {
        }
    }
}
