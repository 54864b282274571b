using System.Globalization;

namespace WhatsAppOrdering.Understanding;

/// <summary>Text to tokens in one pass. Letters and digits part even when glued ("3ctn"); dates, times and long numbers stay whole.</summary>
internal sealed class Tokenizer
{
    private readonly string text;
    private readonly List<Token> tokens = [];
    private int at;
    private bool spaced = true;

    private Tokenizer(string text) => this.text = text;

    public static List<Token> Tokenize(string text)
    {
        var tokenizer = new Tokenizer(text);
        while (tokenizer.at < text.Length)
        {
            tokenizer.Step();
        }

        return tokenizer.tokens;
    }

    private char Peek(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    private void Step()
    {
        var c = text[at];
        if (c is '\n' or '\r' or '\u2028' or '\u2029')
        {
            BreakLine();
        }
        else if (char.IsDigit(c) || NumberReader.FractionOf(c) is not null)
        {
            var (token, next) = NumberReader.Read(text, at, spaced);
            Add(token, next);
        }
        else if (IsLetter(c))
        {
            ReadWord();
        }
        else if (char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)))
        {
            Add(new Token(TokenKind.Symbol, text.Substring(at, 2), at, at + 2, spaced), at + 2);
        }
        else if (char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || Joins(c))
        {
            spaced = true;
            at++;
        }
        else if (char.GetUnicodeCategory(c) == UnicodeCategory.Format || c is '\'' or '’' or '\uFE0F')
        {
            at++;
        }
        else
        {
            Add(new Token(TokenKind.Symbol, c.ToString(), at, at + 1, spaced), at + 1);
        }
    }

    /// <summary>A hyphen inside a name ("coca-cola") is a space.</summary>
    private bool Joins(char c) => c is '-' or '_' && at > 0 && IsLetter(text[at - 1]) && IsLetter(Peek(1));

    private void BreakLine()
    {
        var breaks = 0;
        var start = at;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            breaks += text[at] == '\n' ? 1 : 0;
            at++;
        }

        tokens.Add(new Token(TokenKind.LineBreak, "\n", start, at, true) { Blank = breaks > 1 });
        spaced = true;
    }

    private void ReadWord()
    {
        var end = at;
        while (end < text.Length && (IsLetter(text[end]) || IsInner(end)))
        {
            end++;
        }

        Add(new Token(TokenKind.Word, Token.Fold(text.AsSpan(at, end - at)), at, end, spaced), end);
    }

    private bool IsInner(int i) =>
        (text[i] is '\'' or '’' || char.GetUnicodeCategory(text[i]) == UnicodeCategory.Format)
        && i + 1 < text.Length && IsLetter(text[i + 1]);

    private void Add(Token token, int next)
    {
        tokens.Add(token);
        at = next;
        spaced = false;
    }

    private static bool IsLetter(char c) => char.IsLetter(c) || char.GetUnicodeCategory(c)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark && c != '\uFE0F';
}
