using System.Text;
using System.Text.Json;
using Shouldly;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Tests.Webhooks;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

public sealed class ReadWebhookTests : IDisposable
{
    private static readonly string[] Fields =
        ["file", "kind", "field", "type", "phoneNumberId", "wamid", "from", "fromUserId", "timestamp", "text", "replyToken", "dedupeKey", "reason"];

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Each_item_of_every_payload_is_one_line_with_exactly_the_promised_fields()
    {
        string[] files = [.. PayloadFiles.All().Select(PayloadFiles.JsonPath)];
        var (code, lines) = await RunAsync(files);
        code.ShouldBe(0);
        lines.Count.ShouldBe(files.Sum(file => WebhookReader.Read(File.ReadAllBytes(file)).Count));
        foreach (var line in lines)
        {
            line.EnumerateObject().Select(property => property.Name).ShouldBe(Fields);
            line.GetProperty("kind").GetString().ShouldBeOneOf("message", "status", "error", "echo", "event", "unreadable");
        }
    }

    [Theory]
    [InlineData("""{"from":"919876543210","from_user_id":"IN.1","id":"wamid.1","timestamp":"1700000001","type":"text","text":{"body":"10 \u0915\u093f\u0932\u094b\n/"}}""", "text", "10 किलो\n/", null)]
    [InlineData("""{"from":"919876543210","from_user_id":"IN.1","id":"wamid.1","timestamp":1700000001,"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"r1","title":"Rice"}}}""", "interactive", "Rice", "r1")]
    [InlineData("""{"from":"919876543210","from_user_id":"IN.1","id":"wamid.1","timestamp":"1700000001","type":"button","button":{"payload":"p1","text":"Yes"}}""", "button", "Yes", "p1")]
    [InlineData("""{"from":"919876543210","from_user_id":"IN.1","id":"wamid.1","timestamp":"1700000001","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{\"flow_token\":\"f1\"}"}}}""", "interactive", null, "f1")]
    [InlineData("""{"from":"919876543210","from_user_id":"IN.1","id":"wamid.1","timestamp":"1700000001","type":"image","image":{"id":"1","caption":"two"}}""", "image", "two", null)]
    public async Task A_message_is_told_with_sender_words_and_token(string message, string type, string? text, string? token)
    {
        var line = await OneAsync($$$"""{"messages":[{{{message}}}],"metadata":{"phone_number_id":"5"}}""");
        line.ShouldBe(new WebhookLine(line.File, "message", "messages", type, "5", "wamid.1", "919876543210", "IN.1", "2023-11-14T22:13:21Z", text, token, "wamid.1", null));
    }

    [Fact]
    public async Task Of_a_status_the_recipient_is_told()
    {
        var line = await OneAsync("""{"statuses":[{"id":"wamid.2","status":"delivered","timestamp":"1700000001","recipient_id":"919876543210","recipient_user_id":"IN.1"}],"metadata":{"phone_number_id":"5"}}""");
        line.ShouldBe(new WebhookLine(line.File, "status", "messages", "delivered", "5", "wamid.2", "919876543210", "IN.1", "2023-11-14T22:13:21Z", null, null, "wamid.2:delivered", null));
    }

    [Fact]
    public async Task A_file_that_is_no_JSON_is_told_and_ends_with_1_but_the_others_are_read()
    {
        var (code, lines) = await RunAsync(Write("""{"entry":["""), PayloadFiles.JsonPath("echo"));
        code.ShouldBe(1);
        lines.Select(line => line.GetProperty("kind").GetString()).ShouldBe(["unreadable", "echo", "echo"]);
        lines[0].GetProperty("reason").GetString()!.ShouldStartWith("not JSON");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\uFEFF{\"entry\":[1]}")]
    public async Task Odd_JSON_is_JSON(string body) => (await RunAsync(Write(body))).Code.ShouldBe(0);

    [Fact]
    public async Task A_file_that_is_not_there_and_no_file_at_all_end_with_1()
    {
        (await RunAsync(Path.Combine(folder, "none.json"))).Code.ShouldBe(1);
        (await RunAsync()).Code.ShouldBe(1);
    }

    private async Task<WebhookLine> OneAsync(string value)
    {
        var (code, lines) = await RunAsync(Write($$$"""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":{{{value}}},"field":"messages"}]}]}"""));
        code.ShouldBe(0);
        return lines.ShouldHaveSingleItem().Deserialize<WebhookLine>(JsonSerializerOptions.Web)!;
    }

    private string Write(string body)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid()}.json");
        File.WriteAllText(file, body);
        return file;
    }

    private static async Task<(int Code, List<JsonElement> Lines)> RunAsync(params string[] files)
    {
        using var output = new MemoryStream();
        var code = await ReadWebhook.ExecuteAsync(files, output, TextWriter.Null, CancellationToken.None);
        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (code, [.. lines.Select(line => JsonElement.Parse(line))]);
    }
}
