namespace WhatsAppOrdering.Understanding;

/// <summary>The tokens of a message, misspelt catalog words already put right, and what the pack says at each.</summary>
internal sealed class TokenView
{
    private readonly string text;
    private readonly CatalogIndex catalog;
    private readonly (int Length, PackEntry? Entry)[] pack;
    private readonly bool[] covered;
    private readonly PackEntry?[] ending;

    public TokenView(string text, CatalogIndex catalog, LanguagePack language)
    {
        this.text = text;
        this.catalog = catalog;
        Tokens = Tokenizer.Tokenize(text);
        pack = [.. Enumerable.Range(0, Tokens.Count).Select(i => language.At(Tokens, i))];
        covered = new bool[Tokens.Count];
        ending = new PackEntry?[Tokens.Count];
        for (var i = 0; i < Tokens.Count; i++)
        {
            if (pack[i].Entry is { } entry)
            {
                Array.Fill(covered, true, i, pack[i].Length);
                ending[i + pack[i].Length - 1] ??= entry;
            }
            else if (!covered[i])
            {
                Respell(i);
            }
        }

        Bullets = Enumerable.Range(0, Tokens.Count).Count(i => StartsLine(i) && Tokens[i].Is('-'));
    }

    public List<Token> Tokens { get; }

    public int Count => Tokens.Count;

    /// <summary>Lines that begin with a dash.</summary>
    public int Bullets { get; }

    public List<string> Respelt { get; } = [];

    public Token? At(int i) => i >= 0 && i < Tokens.Count ? Tokens[i] : null;

    public (int Length, PackEntry? Entry) PackAt(int i) => i >= 0 && i < pack.Length ? pack[i] : default;

    /// <summary>The longest phrase of the pack that ends just before a token.</summary>
    public PackEntry? PackBefore(int i) => i > 0 && i <= ending.Length ? ending[i - 1] : null;

    public bool StartsLine(int i) => i == 0 || Tokens[i - 1].Kind == TokenKind.LineBreak;

    public bool EndsLine(int i) => i >= Tokens.Count || Tokens[i].Kind == TokenKind.LineBreak;

    /// <summary>A word that only the catalog may claim.</summary>
    public bool IsFree(int i) => Tokens[i].Kind == TokenKind.Word && pack[i].Entry is null or { Roles: Roles.Goods };

    public int NameLength(int i) => catalog.NameAt(Tokens, i).Length;

    public bool IsCatalogUnit(string word) => catalog.IsUnitWord(word);

    public string Span(int first, int last) => text[Tokens[first].Start..Tokens[last].End];

    public bool NumberFollows(int i)
    {
        while (At(i) is { Kind: TokenKind.Symbol })
        {
            i++;
        }

        return At(i)?.Kind == TokenKind.Number;
    }

    /// <summary>A stop ends a sentence before a space or the end, but not after an abbreviated unit ("2 ctn. coke").</summary>
    public bool EndsSentence(int i)
    {
        var next = At(i + 1);
        var abbreviation = Tokens[i].Is('.') && PackAt(i - 1).Entry is { } entry && entry.Has(Roles.Unit | Roles.Currency | Roles.Reference)
            && !Tokens[i - 1].Text.Any("aeiou".Contains);
        return (next is null || next.Spaced || next.Kind == TokenKind.LineBreak) && !abbreviation;
    }

    /// <summary>Forgives a misspelling only where every near word of the catalog means the same products.</summary>
    private void Respell(int i)
    {
        var token = Tokens[i];
        if (token.Kind != TokenKind.Word || catalog.WithWord(token.Key) is not null || catalog.IsUnitWord(token.Text)
            || catalog.NameAt(Tokens, i).Length > 0)
        {
            return;
        }

        var near = catalog.Near(token.Key);
        if (near.Count > 0 && near.All(word => catalog.WithWord(word)!.SetEquals(catalog.WithWord(near[0])!)))
        {
            Tokens[i] = token with { Key = near[0] };
            Respelt.Add($"{token.Text} read as {near[0]}");
        }
    }
}
