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
        var plain = joints.Count == 0 || (joints.Count == 1 && joints[0] == '.') || joints.TrueForAll(j => j == ',') || IsGrouped(written)
            || (joints[^1] == '.' && joints[..^1].TrueForAll(j => j == ','));
        if (plain)
        {
            var value = Parse(Written(written, joints));
            return new Token(TokenKind.Number, written, start, end, spaced) { Number = value };
        }

        if (joints is ['/'] && (parts.First, parts.Last) is ("1", "2") or ("1", "4") or ("3", "4"))
        {
            return new Token(TokenKind.Number, written, start, end, spaced) { Number = Parse(parts.First) / Parse(parts.Last) };
        }

        if (joints is ['-'] && parts.First == parts.Last && parts.First.Length < 4)
        {
            return new Token(TokenKind.Number, written, start, end, spaced) { Number = Parse(parts.First), Repeated = true };
        }

        var range = joints.Count == 1 && joints[0] == '-' && Parse(parts.First) < Parse(parts.Last) && parts.Last.Length < 4;
        return new Token(range ? TokenKind.Range : TokenKind.Reference, written, start, end, spaced);
    }

    /// <summary>With a point for the decimal mark and no marks for thousands: 1.500.000 and 1,500,000 are the same, 2,5 is 2.5.</summary>
    private static string Written(string written, List<char> joints)
    {
        var grouped = IsGrouped(written);
        var half = joints is [','] && written.Length - written.IndexOf(',', StringComparison.Ordinal) < 4;
        return half ? written.Replace(',', '.') : written.Replace(grouped ? "." : ",", string.Empty, StringComparison.Ordinal);
    }

    /// <summary>Points before groups of exactly three digits, the first group no zero: thousands.</summary>
    private static bool IsGrouped(string written)
    {
        var groups = written.Split('.');
        return groups.Length > 1 && groups[0] is { Length: > 0 and < 4 } && groups[0][0] != '0'
            && groups.All(group => group.All(char.IsAsciiDigit)) && groups.Skip(1).All(group => group.Length == 3);
    }

    /// <summary>A decimal comma is believed for halves and quarters only; elsewhere it parts two numbers.</summary>
    private static bool IsFraction(string text, int joint, int digits) =>
        string.Concat(text.AsSpan(joint + 1, digits).ToString().Select(Plain)) is "5" or "50" or "25" or "75";

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

        // "1,2jt": what is glued to a measure or a scale is one number.
        var isGlued = digits is 1 or 2 && joint + 1 + digits < text.Length && char.IsLetter(text[joint + 1 + digits]);
        return digits == 3 || isGlued || (digits is 1 or 2 && IsFraction(text, joint, digits));
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
