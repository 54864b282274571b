using System.Globalization;

namespace WhatsAppOrdering.Understanding;

/// <summary>Reads what begins with a digit: a number, a range ("2-3"), or a date, time or dotted reference that is no quantity.</summary>
internal static class NumberReader
{
    private const int MostDigits = 12;

    /// <summary>Nobody lists two numbers of so many digits with a comma and no space between.</summary>
    private const int FewestDigitsOfMoney = 3;

    public static (Token Token, int Next) Read(string text, int start, bool spaced)
    {
        if (FractionOf(text[start]) is { } alone)
        {
            return (Fraction(alone, start, start + 1, spaced), start + 1);
        }

        var joints = new List<char>();
        var (first, end) = Digits(text, start);
        var last = first;
        while (end + 1 < text.Length && Joint(text[end]) is '.' or ',' or '/' or '-' or ':' && Follows(text, start, end, joints))
        {
            joints.Add(Joint(text[end]));
            (last, end) = Digits(text, end + 1);
        }

        var token = Make(text, start, end, spaced, joints, (first, last));
        var part = end + (end < text.Length && text[end] == ' ' ? 1 : 0);
        return joints.Count == 0 && part < text.Length && FractionOf(text[part]) is { } fraction
            ? (Fraction(token.Number + fraction, start, part + 1, spaced), part + 1)
            : (token, end);
    }

    /// <summary>What "½" is by itself, and behind a whole number more than it; null for other characters.</summary>
    public static decimal? FractionOf(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.OtherNumber && char.GetNumericValue(c) is > 0 and < 1 and var value ? Math.Round((decimal)value, 3) : null;

    /// <summary>A mark between digits, as most scripts write it.</summary>
    private static char Joint(char c) => c switch { '٬' => ',', '٫' => '.', '⁄' => '/', _ => c };

    private static Token Fraction(decimal number, int start, int end, bool spaced) =>
        new(TokenKind.Number, number.ToString(CultureInfo.InvariantCulture), start, end, spaced) { Number = number };

    private static Token Make(string text, int start, int end, bool spaced, List<char> joints, (string First, string Last) parts)
    {
        var written = string.Concat(text.AsSpan(start, end - start).ToString().Select(c => Joint(Plain(c))));
        if (joints is [.., ','] && joints.Count > 1 && joints[..^1].TrueForAll(j => j == '.') && IsGrouped(written[..written.IndexOf(',', StringComparison.Ordinal)]))
        {
            // "1.250,50".
            return new Token(TokenKind.Number, written, start, end, spaced) { Number = Parse(written.Replace(".", string.Empty, StringComparison.Ordinal).Replace(',', '.')) };
        }

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

    /// <summary>A comma joins digits as a thousands mark, before exactly three digits, and as a decimal mark in halves, quarters and money.</summary>
    private static bool Follows(string text, int start, int joint, List<char> joints)
    {
        if (!char.IsDigit(text[joint + 1]))
        {
            return false;
        }

        if (Joint(text[joint]) != ',')
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
        // "R$ 1.250,90", "S/45,90", "1299,90".
        var isMoney = digits == 2 && (joints.Contains('.') || joint - start >= FewestDigitsOfMoney || IsPriced(text, start));
        return digits == 3 || isGlued || isMoney || (digits is 1 or 2 && IsFraction(text, joint, digits));
    }

    private static bool IsPriced(string text, int start)
    {
        var before = start - 1;
        while (before >= 0 && text[before] == ' ')
        {
            before--;
        }

        return before >= 0 && (text[before] is '@' or '/' || char.GetUnicodeCategory(text[before]) == UnicodeCategory.CurrencySymbol);
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
