using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Reads Meta's JSON without ever throwing: what is absent, null or of the wrong kind is null.</summary>
internal static partial class LenientJson
{
    /// <summary>What is longer would not fit an index.</summary>
    public const int LongestId = 512;

    private const long FirstMilliseconds = 100_000_000_000;

    /// <summary>Deep enough that no odd item makes its neighbours unreadable; parsing takes no stack.</summary>
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 4096 };

    public static ReadOnlyMemory<byte> WithoutBom(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    public static byte[] Bytes(this JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    public static JsonElement? Member(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object
                && element.TryGetProperty(name, out var member)
                && member.ValueKind != JsonValueKind.Null ? member : null;
        }
        catch (InvalidOperationException)
        {
            // A neighbour's name holds half a surrogate pair, so the names are compared as they stand.
            return element.EnumerateObject().Where(property => JsonMarshal.GetRawUtf8PropertyName(property).SequenceEqual(Encoding.UTF8.GetBytes(name)))
                .Select(property => property.Value).LastOrDefault() is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } member ? member : null;
        }
    }

    /// <summary>A string or whole number as text without U+0000, which PostgreSQL refuses; null when empty.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => NullWhenEmpty(Decode(text).Replace("\0", "", StringComparison.Ordinal)),
        { ValueKind: JsonValueKind.Number } number when number.GetRawText() is var digits && digits.All(c => char.IsAsciiDigit(c) || c == '-') => digits,
        _ => null,
    };

    /// <summary>An id; one that would not fit an index is none. None of Meta's comes near.</summary>
    public static string? Id(this JsonElement element, string name = "id") => element.Text(name) is { Length: <= LongestId } id ? id : null;

    public static bool? Truth(this JsonElement element, string name) => element.Member(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static bool IsTrue(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static int? Number(this JsonElement element, string name) =>
        int.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A number as number or text; null beyond what a decimal holds.</summary>
    public static decimal? Decimal(this JsonElement element, string name)
    {
        var text = element.Member(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : element.Text(name);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>The objects of an array; none when it is no array.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array
            ? array.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>Unix seconds (or, for a few account events, milliseconds) as text or number.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name)
    {
        if (!long.TryParse(element.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var unix))
        {
            return null;
        }

        var seconds = unix >= FirstMilliseconds ? unix / 1000 : unix;
        return seconds < FirstMilliseconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    /// <summary>A phone number's digits (E.164 has at most 15); null when there is anything in it that no phone number has.</summary>
    public static string? Phone(this JsonElement element, string name)
    {
        var digits = element.Text(name)?.TrimStart('+');
        return digits is { Length: >= 6 and <= 15 } && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>The first object of an array.</summary>
    public static JsonElement? First(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0 ? array[0] : null;

    public static string Decode(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half an emoji or broken UTF-8: the rest of the text is still worth having, so U+FFFD stands in for it.
            var json = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(text)[1..^1]);
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Escape().Replace(json, Unescape)));
        }
    }

    private static string Unescape(Match escape) => escape.Value[1] switch
    {
        'u' => ((char)ushort.Parse(escape.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        'b' => "\b",
        'f' => "\f",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        var itself => itself.ToString(),
    };

    private static string? NullWhenEmpty(string text) => text.Length == 0 ? null : text;

    [GeneratedRegex(@"\\(u[0-9a-fA-F]{4}|.)", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
