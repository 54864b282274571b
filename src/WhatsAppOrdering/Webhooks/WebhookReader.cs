using System.Security.Cryptography;
using System.Text.Json;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Webhooks;

/// <summary>
/// Cuts a webhook body into its items: every entry × change × array (Meta's "Webhooks overview").
/// Meta redelivers a whole batch for seven days when one item makes us fail, so nothing here fails.
/// </summary>
public static class WebhookReader
{
    /// <summary>
    /// The items in the order of the body. Never throws: what cannot be understood is an item of kind Unreadable, and
    /// a body without news (<c>{}</c>, <c>entry: []</c>, <c>changes: null</c>) has no items.
    /// </summary>
    public static IReadOnlyList<WebhookItem> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(LenientJson.WithoutBom(body), LenientJson.Options);
            var items = new List<WebhookItem>();
            foreach (var entry in Elements(document.RootElement, "entry", "", items))
            {
                foreach (var change in Elements(entry, "changes", "", items))
                {
                    new ChangeReader(change, entry, items).Read();
                }
            }

            return items;
        }
        catch (JsonException broken)
        {
            return [Unreadable(body.ToArray(), "", null, $"not JSON, line {broken.LineNumber}, byte {broken.BytePositionInLine}")];
        }
    }

    internal static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Keyed by its bytes even if it has an id: a better copy of the same message must not count as a duplicate.</summary>
    internal static WebhookItem Unreadable(byte[] raw, string field, string? phoneNumberId, string reason) =>
        new(WebhookItemKind.Unreadable, field, null, phoneNumberId, Hash(raw), null, null, null, null, raw, reason);

    /// <summary>The elements of an array property; whatever stands in its place becomes an Unreadable item.</summary>
    internal static IEnumerable<JsonElement> Elements(JsonElement parent, string name, string field, List<WebhookItem> items)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            items.Add(Unreadable(parent.Bytes(), field, null, $"an object with {name} expected, found {parent.ValueKind}"));
            return [];
        }

        if (parent.Member(name) is not { } array)
        {
            if (parent.EnumerateObject().Any() && !HasNull(parent, name))
            {
                items.Add(Unreadable(parent.Bytes(), field, null, $"no {name}"));
            }

            return [];
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            items.Add(Unreadable(array.Bytes(), field, null, $"{name}: an array expected, found {array.ValueKind}"));
            return [];
        }

        return array.EnumerateArray();
    }

    private static bool HasNull(JsonElement parent, string name)
    {
        try
        {
            return parent.TryGetProperty(name, out _);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
