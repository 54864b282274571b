using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Reads Meta's JSON without ever throwing: what is absent, null or of the wrong kind is null.</summary>
internal static partial class LenientJson
{
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
            // A neighbour's name holds half a surrogate pair.
            return null;
        }
    }

    /// <summary>A string or whole number as text without U+0000, which PostgreSQL refuses; null when empty.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => NullWhenEmpty(Decode(text).Replace("\0", "", StringComparison.Ordinal)),
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    public static bool IsTrue(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    public static int? Number(this JsonElement element, string name) =>
        int.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

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

    /// <summary>A phone number's digits; null when there is anything in it that no phone number has.</summary>
    public static string? Phone(this JsonElement element, string name)
    {
        var digits = element.Text(name)?.TrimStart('+');
        return digits is { Length: >= 5 and <= 20 } && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>The first object of an array.</summary>
    public static JsonElement? First(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0 ? array[0] : null;

    private static string Decode(JsonElement text)
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
