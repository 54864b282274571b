using System.Globalization;

namespace WhatsAppOrdering.Understanding;

/// <summary>Reads what begins with a digit: a number, a range ("2-3"), or a date, time or dotted reference that is no quantity.</summary>
internal static class NumberReader
{
    private const int MostDigits = 12;

    public static (Token Token, int Next) Read(string text, int start, bool spaced)
    {
        var joints = new List<char>();
        var (first, end) = Digits(text, start);
        var last = first;
        while (end + 1 < text.Length && text[end] is '.' or ',' or '/' or '-' or ':' && Follows(text, end))
        {
            joints.Add(text[end]);
            (last, end) = Digits(text, end + 1);
        }

        return (Make(text, start, end, spaced, joints, (first, last)), end);
    }

    private static Token Make(string text, int start, int end, bool spaced, List<char> joints, (string First, string Last) parts)
    {
        var written = string.Concat(text.AsSpan(start, end - start).ToString().Select(Plain));
        var plain = joints.Count == 0 || (joints.Count == 1 && joints[0] == '.') || joints.TrueForAll(j => j == ',')
            || (joints[^1] == '.' && joints[..^1].TrueForAll(j => j == ','));
        if (plain)
        {
            var value = Parse(written.Replace(",", string.Empty, StringComparison.Ordinal));
            return new Token(TokenKind.Number, written, start, end, spaced) { Number = value };
        }

        var range = joints.Count == 1 && joints[0] == '-' && Parse(parts.First) < Parse(parts.Last) && parts.Last.Length < 4;
        return new Token(range ? TokenKind.Range : TokenKind.Reference, written, start, end, spaced);
    }

    /// <summary>A comma joins digits only as a thousands mark, before exactly three digits.</summary>
    private static bool Follows(string text, int joint)
    {
        if (!char.IsDigit(text[joint + 1]))
        {
            return false;
        }

        if (text[joint] != ',')
        {
            return true;
        }

        var digits = 0;
        while (digits < 4 && joint + 1 + digits < text.Length && char.IsDigit(text[joint + 1 + digits]))
        {
            digits++;
        }

        return digits == 3;
    }

    private static (string Digits, int End) Digits(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsDigit(text[end]))
        {
            end++;
        }

        return (string.Concat(text[start..end].Select(Plain)), end);
    }

    private static decimal Parse(string digits) =>
        digits.Length <= MostDigits ? decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : decimal.MaxValue;

    private static char Plain(char c) => char.IsDigit(c) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)) : c;
}
