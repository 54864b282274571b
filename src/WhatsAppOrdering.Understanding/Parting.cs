namespace WhatsAppOrdering.Understanding;

/// <summary>Parts and joins tokens as the languages and the catalog write their words.</summary>
internal sealed class Parting(CatalogIndex catalog, LanguagePack language)
{
    private const int ShortWord = 3;

    /// <summary>The text's tokens: codes and hyphened names joined where the catalog has them so, then parted.</summary>
    public List<Token> Read(string text)
    {
        var hyphenless = Token.DropHyphens(Tokenizer.Tokenize(text), (word, number) => catalog.WithWord(word) is { } ids && catalog.WithWord(number)?.Overlaps(ids) == true);
        return Part(Token.JoinCodes(hyphenless, code => catalog.WithWord(code) is not null));
    }

    /// <summary>
    /// Arabic writes "and" as one letter glued to the next word: it is parted where the rest is a word that is known; "with" and
    /// "for" are taken off a thing of the catalog. An ending that means nothing here is taken off under the same condition.
    /// </summary>
    private List<Token> Part(List<Token> tokens)
    {
        var parted = new List<Token>(tokens.Count);
        foreach (var (place, written) in tokens.Index())
        {
            var token = written.Kind == TokenKind.Word && !IsKnown(written) && Shorter(written) is { } shorter ? shorter : written;
            if (token.Kind == TokenKind.Word && token.Text.Length > 2 && token.Text[0] == 'و' && !IsKnown(token))
            {
                var rest = new Token(TokenKind.Word, token.Text[1..], token.Start + 1, token.End, true);
                // "وما احتاج": known only with the word that follows.
                if (IsKnown(rest) || (place + 1 < tokens.Count && language.At([rest, tokens[place + 1]], 0).Length > 1))
                {
                    parted.Add(new Token(TokenKind.Word, "و", token.Start, token.Start + 1, token.Spaced));
                    parted.Add(rest);
                    continue;
                }
            }

            if (token.Kind == TokenKind.Word && token.Text.Length > ShortWord && token.Text[0] is 'ب' or 'ل' && !IsKnown(token))
            {
                // "بدل المايونيز بكاتشب": with, for.
                var cut = token.Text.StartsWith("لل", StringComparison.Ordinal) ? 2 : 1;
                var thing = new Token(TokenKind.Word, token.Text[cut..], token.Start + cut, token.End, true);
                if (thing.Key.Length >= ShortWord && catalog.WithWord(thing.Key) is not null)
                {
                    parted.Add(thing);
                    continue;
                }
            }

            if (token is { Kind: TokenKind.Word, Spaced: false, Text: ['x', _, _, ..] } && parted is [.., { Kind: TokenKind.Number } times] && times.End == token.Start && !IsKnown(token))
            {
                // "3xcoke".
                parted.Add(new Token(TokenKind.Word, "x", token.Start, token.Start + 1, false));
                parted.Add(new Token(TokenKind.Word, token.Text[1..], token.Start + 1, token.End, false));
                continue;
            }

            if (token is { Kind: TokenKind.Number, Text: "2", Spaced: false } && parted is [.., { Kind: TokenKind.Word } twice] && place > 0 && tokens[place - 1].End == token.Start && language.At([twice, twice with { Start = token.Start, End = token.End }], 0).Length == 2)
            {
                // "masing2": the word twice.
                parted.Add(twice with { Start = token.Start, End = token.End });
                continue;
            }

            if (token.Kind == TokenKind.Word && parted is [.., { Kind: TokenKind.Word } left] && left.End + 1 == token.Start && IsStrange(token) && IsStrange(left) && catalog.WithWord(Token.Stem(left.Text + token.Text)) is not null)
            {
                // "रेड बुल" of "रेडबुल".
                parted[^1] = new Token(TokenKind.Word, left.Text + token.Text, left.Start, token.End, left.Spaced);
                continue;
            }

            var bare = token.Kind == TokenKind.Word && !IsKnown(token) ? language.WithoutSuffix(token.Text) : token.Text;
            var root = new Token(TokenKind.Word, bare, token.Start, token.End, token.Spaced);
            parted.Add(bare != token.Text && IsRoot(root) ? root : token);
        }

        return parted;
    }

    /// <summary>Of short words only things, units and verbs have endings: "whole" is no "who" with one.</summary>
    private bool IsRoot(Token root) => catalog.WithWord(root.Key) is not null
        || (language.At([root], 0).Phrase is { } phrase && (root.Text.Length > ShortWord || phrase.Meanings.Any(meaning => meaning?.Has(Roles.Unit | Roles.Request | Roles.Add | Roles.Remove | Roles.Set) == true)));

    /// <summary>"Bosss", "plzzz": letters that are drawn out, twice or once as some word has them; null for others.</summary>
    private Token? Shorter(Token token)
    {
        var kept = token.Text.Where((letter, i) => i < 2 || token.Text[i - 1] != letter || token.Text[i - 2] != letter).ToArray();
        if (kept.Length == token.Text.Length)
        {
            return null;
        }

        string[] ways = [new(kept), string.Concat(kept.Where((letter, i) => i == 0 || kept[i - 1] != letter))];
        return ways.Select(way => new Token(TokenKind.Word, way, token.Start, token.End, token.Spaced)).FirstOrDefault(IsKnown);
    }

    /// <summary>No word of the catalog, and of the languages at most the name of some thing ("chick peas").</summary>
    private bool IsStrange(Token token) => catalog.WithWord(token.Key) is null && language.IsThing([token], 0);

    private bool IsKnown(Token token) =>
        catalog.WithWord(token.Key) is not null || language.At([token], 0).Length > 0;
}
