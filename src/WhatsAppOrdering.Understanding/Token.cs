using System.Globalization;
using System.Text;

namespace WhatsAppOrdering.Understanding;

internal enum TokenKind
{
    Word, Number, Reference, Range, Symbol, LineBreak,
}

/// <summary>A piece of the message: its folded text and where it stands in the original.</summary>
internal sealed record Token(TokenKind Kind, string Text, int Start, int End, bool Spaced)
{
    public decimal Number { get; init; }

    /// <summary>Numbers only: said twice, "2-2": so many of each.</summary>
    public bool Repeated { get; init; }

    /// <summary>Line breaks only: an empty line follows.</summary>
    public bool Blank { get; init; }

    /// <summary>The form under which catalog words are kept: English plurals fold into their singular.</summary>
    public string Key { get; init; } = Kind == TokenKind.Word ? Stem(Text) : Text;

    public bool Is(char symbol) => Kind == TokenKind.Symbol && Text.Length == 1 && Text[0] == symbol;

    /// <summary>"A14", "CR2032": letters with digits glued behind them as one word, where it is one that is meant.</summary>
    public static List<Token> JoinCodes(List<Token> tokens, Func<string, bool> isMeant)
    {
        const int most = 3;
        for (var i = tokens.Count - 1; i > 0; i--)
        {
            if (tokens[i] is { Kind: TokenKind.Number, Spaced: false } digits && tokens[i - 1] is { Kind: TokenKind.Word, Text: { Length: <= most } and not "x" } letters && digits.Text.All(char.IsAsciiDigit) && isMeant(letters.Text + digits.Text))
            {
                tokens[i - 1] = new Token(TokenKind.Word, letters.Text + digits.Text, letters.Start, digits.End, letters.Spaced);
                tokens.RemoveAt(i);
            }
        }

        return tokens;
    }

    /// <summary>"WD-40": the hyphen between a word and a number of one name is none.</summary>
    public static List<Token> DropHyphens(List<Token> tokens, Func<string, string, bool> isName)
    {
        for (var i = tokens.Count - 2; i > 0; i--)
        {
            if (tokens[i].Is('-') && !tokens[i].Spaced && tokens[i + 1] is { Spaced: false, Kind: TokenKind.Number } number && tokens[i - 1] is { Kind: TokenKind.Word } word && isName(word.Key, number.Key))
            {
                tokens.RemoveAt(i);
            }
        }

        return tokens;
    }

    public static string Stem(string word) =>
        word.Length > 4 && word.EndsWith("xes", StringComparison.Ordinal) ? word[..^2]
        : word.Length > 3 && word[^1] == 's' && word[^2] != 's' ? word[..^1]
        : word.Length > 3 && word.StartsWith("ال", StringComparison.Ordinal) ? word[2..]
        : word;

    /// <summary>Lower case, Latin letters without their accents.</summary>
    public static string Fold(ReadOnlySpan<char> word)
    {
        var lower = new StringBuilder(word.Length);
        var accented = false;
        foreach (var letter in word)
        {
            if (letter is '\'' or '’' || char.GetUnicodeCategory(letter) == UnicodeCategory.Format)
            {
                continue;
            }

            accented |= letter is >= '\u00C0' and <= '\u024F';
            if (Plain(letter) is var plain and not '\0')
            {
                lower.Append(char.ToLowerInvariant(plain));
            }
        }

        if (lower.Length > 2 && lower[^1] == '\u094D')
        {
            // "पठाइदिनुस्" as many write it: "पठाइदिनुस".
            lower.Length--;
        }

        // Portuguese "é" is, "e" and: the one word that its accent tells apart.
        return accented ? WithoutAccents(lower.ToString()) is "e" ? "eh" : WithoutAccents(lower.ToString()) : lower.ToString();
    }

    /// <summary>Letters that people write in several ways: Arabic alif, ya and ta marbuta, Devanagari nukta, nasals and the length of i and u. NUL: leave it out.</summary>
    private static char Plain(char letter) => letter switch
    {
        'أ' or 'إ' or 'آ' => 'ا',
        'ى' or 'ی' => 'ي',
        'ة' => 'ه',
        'ک' => 'ك',
        'ـ' or (>= '\u064B' and <= '\u0652') or '\u093C' => '\0',
        '\u0901' => '\u0902',
        '\u0940' => '\u093F',
        '\u0942' => '\u0941',
        _ => letter,
    };

    private static string WithoutAccents(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var letter in word.Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(letter);
            }
        }

        return plain.ToString();
    }
}
