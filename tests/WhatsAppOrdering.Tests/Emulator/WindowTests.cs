using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

public sealed class WindowTests : IAsyncLifetime
{
    private readonly RunningEmulator emulator = new();

    public ValueTask InitializeAsync() => emulator.InitializeAsync();

    public ValueTask DisposeAsync() => emulator.DisposeAsync();

    [Fact]
    public async Task A_free_form_message_to_somebody_who_never_wrote_is_refused_as_re_engagement()
    {
        using var answer = await emulator.SendAsync(Payloads.Text(RunningEmulator.Silent, "hello"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await RunningEmulator.JsonAsync(answer))["error"]!;
        ((int)error["code"]!).ShouldBe(131047);
        ((string?)error["error_data"]!["details"]).ShouldNotBeNullOrEmpty();
        ((string?)error["fbtrace_id"]).ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_window_opens_as_soon_as_the_person_writes()
    {
        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Silent}/messages", new JsonObject { ["text"] = "hi" });

        (await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Silent, "hello"))).ShouldStartWith("wamid.");
    }

    [Fact]
    public async Task The_window_closes_a_day_after_the_last_message_and_not_two_minutes_before()
    {
        await AdvanceAsync((24 * 3600) - 120);
        await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "still open"));

        await AdvanceAsync(120);

        (await emulator.SendRefusedAsync(Payloads.Text(RunningEmulator.Retailer, "too late"))).ShouldBe(131047);
    }

    [Fact]
    public async Task A_jump_of_the_clock_tells_the_service_the_whole_offset()
    {
        await AdvanceAsync(600);
        await AdvanceAsync(7200);

        var posts = await emulator.Webhook.WaitForPostsAsync(2);
        posts.Select(post => (post.Path, Body: (int)JsonNode.Parse(post.Body)!["offsetSeconds"]!))
            .ShouldBe([("/clock", 600), ("/clock", 7800)]);
    }

    [Fact]
    public async Task A_service_that_does_not_move_its_clock_is_reported()
    {
        emulator.Webhook.FailNext(500);

        ((string?)(await AdvanceAsync(600))["problem"]).ShouldNotBeNull().ShouldContain("500");
    }

    private Task<JsonObject> AdvanceAsync(int seconds) =>
        emulator.PostAsync("/emulator/clock", new JsonObject { ["advanceSeconds"] = seconds });
}
