using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shouldly;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.WhatsApp;

/// <summary>
/// Each <c>Payloads/x.json</c> is a body as it comes from Meta, <c>x.expected</c> the items that it must give, without
/// their bytes. To add a case, add the two files.
/// </summary>
public class WebhookReaderTests
{
    private const string Good = """{"from":"919876543210","id":"wamid.1","type":"text","text":{"body":"a"}}""";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static TheoryData<string> Payloads() => new(Directory.GetFiles(Folder(), "*.json").Select(Path.GetFileNameWithoutExtension).Order()!);

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_payload_gives_its_expected_items(string name)
    {
        var items = WebhookReader.Read(File.ReadAllBytes(Path.Combine(Folder(), name + ".json")));
        var expected = Path.Combine(Folder(), name + ".expected");
        Write(items).ShouldBe(File.ReadAllText(expected).TrimEnd());
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Every_item_holds_bytes_of_the_body_unchanged(string name)
    {
        var body = File.ReadAllBytes(Path.Combine(Folder(), name + ".json"));
        foreach (var item in WebhookReader.Read(body))
        {
            body.AsSpan().IndexOf(item.Raw).ShouldBeGreaterThanOrEqualTo(0);
            (item.Kind == WebhookItemKind.Unreadable).ShouldBe(item.Reason is not null);
            if (item.Kind is WebhookItemKind.Unreadable or WebhookItemKind.Error)
            {
                item.DedupeKey.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(item.Raw)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_byte_order_mark_changes_nothing(string name)
    {
        var body = File.ReadAllBytes(Path.Combine(Folder(), name + ".json"));
        Write(WebhookReader.Read((byte[])[0xEF, 0xBB, 0xBF, .. body])).ShouldBe(Write(WebhookReader.Read(body)));
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_body_cut_or_broken_anywhere_never_throws(string name)
    {
        var body = File.ReadAllBytes(Path.Combine(Folder(), name + ".json"));
        for (var at = 0; at < body.Length; at++)
        {
            WebhookReader.Read(body.AsMemory(0, at)).ShouldNotBeNull();
            byte[] broken = [.. body];
            foreach (var other in "\0\"\\{}[]0x\xFF")
            {
                broken[at] = (byte)other;
                WebhookReader.Read(broken).ShouldNotBeNull();
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{\"entry\":[")]
    [InlineData("{} {}")]
    public void A_body_that_is_no_JSON_is_one_unreadable_item(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var item = WebhookReader.Read(body).ShouldHaveSingleItem();
        item.Kind.ShouldBe(WebhookItemKind.Unreadable);
        item.Raw.ShouldBe(body);
        item.DedupeKey.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(body)));
    }

    [Fact]
    public void A_message_with_broken_UTF8_keeps_its_neighbours_and_its_rest()
    {
        byte[] broken = [.. """{"from":"919876543210","id":"wamid.0","type":"text","text":{"body":"2 bags\n"""u8, 0xC3, 0x28, .. "\"}}"u8];
        var items = WebhookReader.Read((byte[])[.. Before(), .. broken, (byte)',', .. Encoding.UTF8.GetBytes(Good), .. After()]);
        items.Select(item => item.DedupeKey).ShouldBe(["wamid.0", "wamid.1"]);
        items[0].Raw.ShouldBe(broken);
        InboundMessage.Read(items[0].Raw).Text.ShouldBe("2 bags\n\uFFFD(");
    }

    [Fact]
    public void A_deeply_nested_item_costs_nobody_anything()
    {
        var deep = $$"""{"from":"919876543210","id":"wamid.deep","type":"x","x":{{new string('[', 1000)}}{{new string(']', 1000)}}}""";
        var items = WebhookReader.Read((byte[])[.. Before(), .. Encoding.UTF8.GetBytes($"{deep},{Good}"), .. After()]);
        items.Select(item => item.DedupeKey).ShouldBe(["wamid.deep", "wamid.1"]);
        InboundMessage.Read(items[0].Raw).Type.ShouldBe("x");
    }

    [Fact]
    public void A_full_batch_of_a_thousand_keeps_count_and_order()
    {
        var messages = string.Join(',', Enumerable.Range(0, 1000).Select(n => Good.Replace("wamid.1", $"wamid.{n}")));
        var items = WebhookReader.Read((byte[])[.. Before(), .. Encoding.UTF8.GetBytes(messages), .. After()]);
        items.Select(item => item.DedupeKey).ShouldBe(Enumerable.Range(0, 1000).Select(n => $"wamid.{n}"));
    }

    private static byte[] Before() =>
        """{"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":["""u8.ToArray();

    private static byte[] After() => "]}}]}]}"u8.ToArray();

    private static string Write(IEnumerable<WebhookItem> items) => JsonSerializer.Serialize(
        items.Select(item => new
        {
            item.Kind,
            item.Field,
            item.Type,
            item.PhoneNumberId,
            item.DedupeKey,
            item.SenderPhone,
            item.SenderUserId,
            item.ProfileName,
            item.Timestamp,
            item.Reason,
        }),
        Readable);

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Payloads");
}
