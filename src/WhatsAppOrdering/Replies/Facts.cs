using System.Text.Json;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// A row's facts as Handlebars reads them. A list longer than the cap is shortened, and beside <c>xs</c> stands
/// <c>xsMore</c>, the number left out. Names and other people's words become one line of bounded length.
/// </summary>
internal static class Facts
{
    private const int LongText = 300;
    private const int ShortText = 120;

    public static Dictionary<string, object?> Read(JsonElement facts, int cap) => ReadObject(facts, cap, LongText);

    /// <summary>The length of the longest list anywhere in the facts.</summary>
    public static int LongestList(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(p => LongestList(p.Value)).DefaultIfEmpty(0).Max(),
        JsonValueKind.Array => Math.Max(value.GetArrayLength(), value.EnumerateArray().Select(LongestList).DefaultIfEmpty(0).Max()),
        _ => 0,
    };

    private static Dictionary<string, object?> ReadObject(JsonElement source, int cap, int text)
    {
        var read = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (source.ValueKind != JsonValueKind.Object)
        {
            return read;
        }

        foreach (var property in source.EnumerateObject())
        {
            read[property.Name] = ReadValue(property.Value, cap, text);
            if (property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() is var length && length > cap)
            {
                read[property.Name + "More"] = (decimal)(length - cap);
            }
        }

        return read;
    }

    private static object? ReadValue(JsonElement value, int cap, int text) => value.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(value, cap, text),
        JsonValueKind.Array => value.EnumerateArray().Take(cap).Select(item => ReadValue(item, cap, ShortText)).ToList(),
        JsonValueKind.String => TextLimits.Cut(TextLimits.OneLine(value.GetString() ?? ""), text),
        JsonValueKind.Number => value.GetDecimal(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
