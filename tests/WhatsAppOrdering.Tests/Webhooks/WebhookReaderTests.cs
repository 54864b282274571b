using System.Security.Cryptography;
using System.Text;
using Shouldly;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Webhooks;

public sealed class WebhookReaderTests
{
    private const string Good = """{"from":"919876543210","id":"wamid.1","type":"text","text":{"body":"a"}}""";

    [Theory]
    [MemberData(nameof(PayloadFiles.Names), MemberType = typeof(PayloadFiles))]
    public void A_payload_gives_its_expected_items(string name)
    {
        var read = PayloadFiles.Write(WebhookReader.Read(PayloadFiles.Body(name)));
        read.ShouldBe(PayloadFiles.Expected(name, read));
    }

    [Theory]
    [MemberData(nameof(PayloadFiles.Names), MemberType = typeof(PayloadFiles))]
    public void Every_item_holds_bytes_of_the_body_unchanged(string name)
    {
        var body = PayloadFiles.Body(name);
        foreach (var item in WebhookReader.Read(body))
        {
            body.AsSpan().IndexOf(item.Raw).ShouldBeGreaterThanOrEqualTo(0);
            (item.Kind == WebhookItemKind.Unreadable && item.Reason is null).ShouldBeFalse();
            (item.Reason is null || item.Kind is WebhookItemKind.Unreadable or WebhookItemKind.Message).ShouldBeTrue();
            if (item.Kind is WebhookItemKind.Unreadable)
            {
                item.DedupeKey.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(item.Raw)));
            }
        }
    }

    [Fact]
    public void Two_errors_of_the_account_an_hour_apart_are_two_and_a_post_that_comes_again_is_none()
    {
        static string KeyAt(long time) => WebhookReader.Read(Encoding.UTF8.GetBytes(
            $$$"""{"entry":[{"time":{{{time}}},"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"errors":[{"code":131042,"title":"t"}]}}]}]}"""))
            .ShouldHaveSingleItem().DedupeKey;

        KeyAt(1_700_000_000).ShouldBe(KeyAt(1_700_000_000));
        KeyAt(1_700_003_600).ShouldNotBe(KeyAt(1_700_000_000));
    }

    [Theory]
    [MemberData(nameof(PayloadFiles.Names), MemberType = typeof(PayloadFiles))]
    public void A_byte_order_mark_changes_nothing(string name)
    {
        var body = PayloadFiles.Body(name);
        PayloadFiles.Write(WebhookReader.Read((byte[])[0xEF, 0xBB, 0xBF, .. body])).ShouldBe(PayloadFiles.Write(WebhookReader.Read(body)));
    }

    [Theory]
    [MemberData(nameof(PayloadFiles.Names), MemberType = typeof(PayloadFiles))]
    public void A_body_cut_or_broken_anywhere_never_throws(string name)
    {
        var body = PayloadFiles.Body(name);
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
}
