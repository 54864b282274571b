using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace WhatsAppOrdering.Tests.Emulator;

public sealed class LimitTests : IAsyncLifetime
{
    private static readonly (string, string) Yes = ("yes", "Yes");

    private readonly RunningEmulator emulator = new();

    public static TheoryData<string, int> Refusals => new()
    {
        { "text of 4097", 100 },
        { "empty text", 131008 },
        { "body of 1025", 131009 },
        { "no buttons", 131009 },
        { "4 buttons", 131009 },
        { "button title of 21", 131009 },
        { "button id of 257", 131009 },
        { "same button id twice", 131009 },
        { "same button title twice", 131009 },
        { "11 rows", 131009 },
        { "row title of 25", 131009 },
        { "row id of 201", 131009 },
        { "same row id twice", 131009 },
        { "list button of 21", 131009 },
        { "a sticker", 131051 },
        { "an image that was never uploaded", 100 },
        { "callback data of 513", 131009 },
        { "unknown number", 131026 },
        { "other product", 100 },
    };

    public static TheoryData<string> Largest => ["text of 4096", "body of 1024", "3 buttons", "button title of 20", "button id of 256", "10 rows", "row title of 24", "row id of 200"];

    public ValueTask InitializeAsync() => emulator.InitializeAsync();

    public ValueTask DisposeAsync() => emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_send_past_a_limit_is_refused_with_Metas_code(string what, int code) =>
        (await emulator.SendRefusedAsync(Message(what))).ShouldBe(code);

    [Theory]
    [MemberData(nameof(Largest))]
    public async Task A_send_at_the_limit_is_accepted(string what) =>
        (await emulator.SendAcceptedAsync(Message(what))).ShouldStartWith("wamid.");

    [Fact]
    public async Task A_wrong_token_is_refused_with_401_and_code_190()
    {
        emulator.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "another");

        using var answer = await emulator.SendAsync(Payloads.Text(RunningEmulator.Retailer, "x"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        ((int)(await RunningEmulator.JsonAsync(answer))["error"]!["code"]!).ShouldBe(190);
    }

    [Fact]
    public async Task A_business_scoped_user_id_reaches_its_phone()
    {
        var message = Payloads.Text("", "hello");
        message.Remove("to");
        message["recipient"] = "US.1349";

        using var answer = await emulator.SendAsync(message);

        var contact = (await RunningEmulator.JsonAsync(answer))["contacts"]![0]!;
        ((string?)contact["input"]).ShouldBe("US.1349");
        ((string?)contact["wa_id"]).ShouldBe(RunningEmulator.Retailer);
    }

    [Theory]
    [InlineData("image/png", true)]
    [InlineData("image/webp", false)]
    public async Task An_uploaded_picture_is_sent_when_Meta_shows_its_kind(string mimeType, bool taken)
    {
        using var form = new MultipartFormDataContent { { new StringContent("whatsapp"), "messaging_product" } };
        using var picture = new ByteArrayContent([1, 2, 3]);
        picture.Headers.ContentType = new MediaTypeHeaderValue(mimeType);
        form.Add(picture, "file", "map.png");
        using var uploaded = await emulator.Http.PostAsync(new Uri("/v23.0/111/media", UriKind.Relative), form);
        var message = Payloads.Image((string)(await RunningEmulator.JsonAsync(uploaded))["id"]!, "Where we are");

        if (taken)
        {
            await emulator.SendAcceptedAsync(message);
            ((string)(await emulator.BubblesAsync(RunningEmulator.Retailer))[^1]!["text"]!).ShouldContain("Where we are");
        }
        else
        {
            (await emulator.SendRefusedAsync(message)).ShouldBe(100);
        }
    }

    private static JsonObject Message(string what) => what switch
    {
        "text of 4097" => Payloads.Text(RunningEmulator.Retailer, new string('x', 4097)),
        "text of 4096" => Payloads.Text("+" + RunningEmulator.Retailer, new string('x', 4096)),
        "empty text" => Payloads.Text(RunningEmulator.Retailer, ""),
        "body of 1025" => Payloads.Buttons(new string('x', 1025), Yes),
        "body of 1024" => Payloads.Buttons(new string('x', 1024), Yes),
        "no buttons" => Payloads.Buttons("?"),
        "4 buttons" => Payloads.Buttons("?", Several(4)),
        "3 buttons" => Payloads.Buttons("?", Several(3)),
        "button title of 21" => Payloads.Buttons("?", ("a", new string('x', 21))),
        "button title of 20" => Payloads.Buttons("?", ("a", new string('x', 20))),
        "button id of 257" => Payloads.Buttons("?", (new string('x', 257), "Yes")),
        "button id of 256" => Payloads.Buttons("?", (new string('x', 256), "Yes")),
        "same button id twice" => Payloads.Buttons("?", ("a", "Yes"), ("a", "No")),
        "same button title twice" => Payloads.Buttons("?", ("a", "Yes"), ("b", "Yes")),
        "11 rows" => Payloads.List("Choose", Several(11)),
        "10 rows" => Payloads.List("Choose", Several(10)),
        "row title of 25" => Payloads.List("Choose", ("a", new string('x', 25))),
        "row title of 24" => Payloads.List("Choose", ("a", new string('x', 24))),
        "row id of 201" => Payloads.List("Choose", (new string('x', 201), "Rice")),
        "row id of 200" => Payloads.List("Choose", (new string('x', 200), "Rice")),
        "same row id twice" => Payloads.List("Choose", ("a", "Rice"), ("a", "Oil")),
        "list button of 21" => Payloads.List(new string('x', 21), Yes),
        "a sticker" => new JsonObject { ["messaging_product"] = "whatsapp", ["to"] = RunningEmulator.Retailer, ["type"] = "sticker" },
        "an image that was never uploaded" => Payloads.Image("1", "x"),
        "callback data of 513" => Payloads.Text(RunningEmulator.Retailer, "x", new string('x', 513)),
        "unknown number" => Payloads.Text("12025550000", "x"),
        "other product" => new JsonObject { ["messaging_product"] = "telegram", ["to"] = RunningEmulator.Retailer },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such message."),
    };

    private static (string Id, string Title)[] Several(int count) => [.. Enumerable.Range(1, count).Select(i => ($"id {i}", $"Title {i}"))];
}
