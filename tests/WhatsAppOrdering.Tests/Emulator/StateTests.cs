using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

public sealed class StateTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("whatsapp-ordering-emulator-").FullName;
    private readonly RunningEmulator emulator;

    public StateTests() => emulator = new RunningEmulator { StateFolder = folder };

    private string Kept => Path.Combine(folder, "emulator.json");

    public ValueTask InitializeAsync() => emulator.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await emulator.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Chats_windows_people_and_the_clock_outlive_a_restart()
    {
        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Silent}/messages", new() { ["text"] = "2 bags" });
        await emulator.SendAcceptedAsync(Payloads.Buttons("Sure?", ("yes", "Yes")));
        await emulator.PostAsync("/emulator/clock", new() { ["advanceSeconds"] = 3600 });
        using (var changed = await emulator.Http.PutAsJsonAsync($"/emulator/phones/{RunningEmulator.Silent}", new JsonObject { ["number"] = "12025550177" }))
        {
            changed.EnsureSuccessStatusCode();
        }

        await emulator.Webhook.WaitForAsync("messages", 2);
        await emulator.Webhook.WaitForAsync("statuses", 2);
        var (silent, retailer) = (await emulator.BubblesAsync(RunningEmulator.Silent), await emulator.BubblesAsync(RunningEmulator.Retailer));

        await emulator.RestartAsync();

        (await emulator.BubblesAsync(RunningEmulator.Silent)).ToJsonString().ShouldBe(silent.ToJsonString());
        (await emulator.BubblesAsync(RunningEmulator.Retailer)).ToJsonString().ShouldBe(retailer.ToJsonString());
        ((long)(await emulator.GetAsync("/emulator/phones"))["clock"]!["offsetSeconds"]!).ShouldBe(3600);
        await emulator.SendAcceptedAsync(Payloads.Text("12025550177", "the window is still open"));
        var shown = retailer.ShouldHaveSingleItem()!;
        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Retailer}/taps", new() { ["messageId"] = (string)shown["id"]!, ["buttonId"] = "yes" });
    }

    [Fact]
    public async Task Templates_and_their_fate_outlive_a_restart()
    {
        (await emulator.PostAsync(RunningEmulator.Templates, Template())).ContainsKey("id").ShouldBeTrue();
        using (var paused = await emulator.Http.PutAsJsonAsync("/emulator/templates/order_news/en", new JsonObject { ["status"] = "PAUSED" }))
        {
            paused.EnsureSuccessStatusCode();
        }

        await emulator.RestartAsync();

        var kept = (await emulator.GetAsync(RunningEmulator.Templates))["data"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)kept["name"], (string?)kept["status"], (string?)kept["components"]![0]!["text"]).ShouldBe(("order_news", "PAUSED", "Your order has news."));
    }

    [Fact]
    public async Task What_the_service_has_not_taken_is_posted_after_the_restart()
    {
        emulator.Webhook.FailNext(500, 500, 500, 500, 500, 500, 500, 500);
        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Retailer}/messages", new() { ["text"] = "kept" });
        await emulator.Webhook.WaitForPostsAsync(0);
        await emulator.StopAsync();
        var before = emulator.Webhook.Posts.Count;
        emulator.Webhook.SucceedAgain();

        await emulator.StartAsync();

        var posts = await emulator.Webhook.WaitForPostsAsync(before + 1);
        System.Text.Encoding.UTF8.GetString(posts[^1].Body).ShouldContain("kept");
    }

    [Fact]
    public async Task A_damaged_file_is_put_aside_and_the_phones_begin_empty()
    {
        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Retailer}/messages", new() { ["text"] = "lost" });
        await emulator.StopAsync();
        File.Exists(Kept).ShouldBeTrue();
        await File.WriteAllTextAsync(Kept, """{"offsetSeconds":1,"review":"APPROVED","chats":[{"phone":"12025550101"}]}""", TestContext.Current.CancellationToken);

        await emulator.StartAsync();

        (await emulator.BubblesAsync(RunningEmulator.Retailer)).ShouldBeEmpty();
        File.Exists(Kept + ".damaged").ShouldBeTrue();
    }

    [Fact]
    public async Task A_picture_shows_its_caption_and_is_there_after_a_restart()
    {
        using var picture = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("image/png") } };
        using var put = await emulator.Http.PostAsync(new Uri("/emulator/media", UriKind.Relative), picture, TestContext.Current.CancellationToken);
        var id = (string)(await RunningEmulator.JsonAsync(put))["id"]!;
        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Retailer}/items", new() { ["type"] = "image", ["image"] = new JsonObject { ["id"] = id, ["caption"] = "two of these" } });

        await emulator.RestartAsync();

        var bubble = (await emulator.BubblesAsync(RunningEmulator.Retailer)).ShouldHaveSingleItem()!;
        ((string?)bubble["text"], (string?)bubble["picture"]).ShouldBe(("two of these", id));
        (await emulator.Http.GetByteArrayAsync(new Uri($"/emulator/media/{id}", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_reaction_names_its_message_and_reaches_the_service()
    {
        var said = await emulator.SendAcceptedAsync(Payloads.Text(RunningEmulator.Retailer, "hello"));

        await emulator.PostAsync($"/emulator/phones/{RunningEmulator.Retailer}/items", new() { ["type"] = "reaction", ["reaction"] = new JsonObject { ["message_id"] = said, ["emoji"] = "\U0001F44D" } });

        var bubble = (await emulator.BubblesAsync(RunningEmulator.Retailer))[^1]!;
        ((string?)bubble["kind"], (string?)bubble["replyTo"], (string?)bubble["text"]).ShouldBe(("reaction", said, "\U0001F44D"));
        ((string?)(await emulator.Webhook.WaitForAsync("messages", 1))[0]["reaction"]!["message_id"]).ShouldBe(said);
    }

    private static JsonObject Template() => new()
    {
        ["name"] = "order_news",
        ["language"] = "en",
        ["category"] = "UTILITY",
        ["components"] = new JsonArray(new JsonObject { ["type"] = "BODY", ["text"] = "Your order has news." }),
    };
}
