using System.Text.Json;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.Tests.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.WhatsApp;

/// <summary>All payload files, in every form in which Meta might send the same.</summary>
public sealed class ConformanceTests
{
    private const int Seeds = 20;

    [Theory]
    [MemberData(nameof(PayloadFiles.Names), MemberType = typeof(PayloadFiles))]
    public void The_order_of_properties_changes_nothing(string name)
    {
        var body = PayloadFiles.Body(name);
        for (var seed = 0; seed < Seeds; seed++)
        {
            Essence(MutateJson.Shuffle(body, new Random(seed))).ShouldBe(Essence(body), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(PayloadFiles.Names), MemberType = typeof(PayloadFiles))]
    public void Properties_that_nobody_knows_change_nothing(string name)
    {
        var body = PayloadFiles.Body(name);
        for (var seed = 0; seed < Seeds; seed++)
        {
            Essence(MutateJson.Inject(body, new Random(seed))).ShouldBe(Essence(body), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(PayloadFiles.Names), MemberType = typeof(PayloadFiles))]
    public void What_comes_three_times_in_any_order_has_the_keys_of_once(string name)
    {
        var body = PayloadFiles.Body(name);
        for (var seed = 0; seed < Seeds; seed++)
        {
            var entries = Entries(body).SelectMany(entry => Enumerable.Repeat(entry, 3)).ToArray();
            new Random(seed).Shuffle(entries);
            Keys(WebhookReader.Read(Batch(entries))).ShouldBe(Keys(WebhookReader.Read(Batch(Entries(body)))), $"seed {seed}");
        }
    }

    [Fact]
    public void Batching_changes_nothing()
    {
        var bodies = PayloadFiles.All().Select(PayloadFiles.Body).ToArray();
        for (var seed = 0; seed < 10 * Seeds; seed++)
        {
            var random = new Random(seed);
            var some = random.GetItems(bodies, random.Next(2, 12));
            var together = WebhookReader.Read(Batch(some.SelectMany(Entries)));
            Essence(together).ShouldBe(Essence(some.SelectMany(body => WebhookReader.Read(Batch(Entries(body))))), $"seed {seed}");
        }
    }

    private static string[] Essence(byte[] body) => Essence(WebhookReader.Read(body));

    /// <summary>What must be right of each item, sorted. A key made of the item's bytes changes with them by design.</summary>
    private static string[] Essence(IEnumerable<WebhookItem> items) =>
        [.. items.Select(item => WebhookLine.Of("", item)).Select(line => line with { DedupeKey = IsHash(line.DedupeKey) ? "" : line.DedupeKey })
            .Select(line => line.ToString()).Order(StringComparer.Ordinal)];

    private static string[] Keys(IEnumerable<WebhookItem> items) =>
        [.. items.Select(item => $"{item.Kind} {item.PhoneNumberId} {item.DedupeKey}").Distinct().Order(StringComparer.Ordinal)];

    private static bool IsHash(string key) => key.Length == 64 && key.All(char.IsAsciiHexDigitLower);

    private static IEnumerable<string> Entries(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("entry", out var entry) && entry.ValueKind == JsonValueKind.Array
            ? [.. entry.EnumerateArray().Select(one => one.GetRawText())]
            : [];
    }

    private static byte[] Batch(IEnumerable<string> entries) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"object":"whatsapp_business_account","entry":[{{string.Join(',', entries)}}]}""");
}
