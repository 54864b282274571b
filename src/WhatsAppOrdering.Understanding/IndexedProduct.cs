using System.Globalization;

namespace WhatsAppOrdering.Understanding;

/// <summary>A weight or volume in its base measure (g or ml), with the bare number that it was written with.</summary>
internal sealed record PackSize(string Base, decimal Amount, decimal Written)
{
    /// <summary>The base of S, M and L, which are counted and not measured.</summary>
    public const string OfClothes = "size";

    public bool Is((string Base, decimal Factor) measure, decimal number) =>
        measure.Base == Base && measure.Factor * number == Amount;
}

/// <summary>A product with the words by which it is found, its size taken out of them.</summary>
internal sealed class IndexedProduct
{
    private const int ShortestBrand = 4;

    private static readonly char[] digits = [.. "0123456789"];

    private readonly List<string[]> sizeless = [];

    public IndexedProduct(CatalogProduct product, LanguagePack pack)
    {
        Product = product;
        var own = OwnMeasure(product.PackSize ?? string.Empty, pack);
        var (pack1, sizeOfPack) = Split(product.PackSize ?? string.Empty, pack, own);
        var (name, sizeInName) = Split(product.Name, pack, own, sizeOfPack?.Base);
        var letter = sizeOfPack is null && pack1 is [{ } only, ..] && pack1.Skip(1).All(word => word.All(char.IsAsciiDigit)) && SizeOf(only, pack) is not null ? only : null;
        Size = sizeOfPack ?? (letter is null ? sizeInName : new PackSize(PackSize.OfClothes, SizeOf(letter, pack)!.Value, 0));
        Phrases.Add([.. name.Where(word => word != letter)]);
        Phrases.Add(name);
        var spoken = product.Aliases.SelectMany(language => language.Value.Select(alias => (Words: WordsOf(alias, pack, own, sizeOfPack?.Base), language.Key))).ToList();
        Spoken = spoken.FindAll(alias => !alias.Words.All(name.Contains));
        SingleWords = [.. spoken.Append((name, "")).Where(one => one.Item1.Length == 1).Select(one => (one.Item1[0], one.Item2))];
        Phrases.AddRange(spoken.Select(alias => alias.Words));
        Phrases.AddRange(Phrases.Select(Parted).OfType<string[]>().ToList());
        Phrases.RemoveAll(phrase => phrase.Length == 0);
        Named = Phrases.SelectMany(phrase => phrase).ToHashSet(StringComparer.Ordinal);
        Heads = Phrases.Select(phrase => phrase[^1]).ToHashSet(StringComparer.Ordinal);
        Words = Phrases.SelectMany(phrase => phrase).Concat(Split(product.Category ?? string.Empty, pack, null).Words)
            .ToHashSet(StringComparer.Ordinal);
        Kinds = [.. pack.Kinds.OfName(name), .. spoken.SelectMany(alias => pack.Kinds.Of(alias.Words, alias.Key))];
        Words.UnionWith(Kinds);
        Words.UnionWith(pack.Kinds.FlavoursOf(name, "en").Concat(spoken.SelectMany(alias => pack.Kinds.FlavoursOf(alias.Words, alias.Key))));
        Words.UnionWith(pack.Kinds.OfName(Split(product.Category ?? string.Empty, pack, null).Words));
        Units = product.Units.DistinctBy(unit => StemOf(unit.Unit)).ToDictionary(unit => StemOf(unit.Unit), unit => unit.Unit, StringComparer.Ordinal);
    }

    /// <summary>An alias without the size that it tells, with its measure ("leche 400g") or without ("leche 400").</summary>
    private string[] WordsOf(string alias, LanguagePack pack, string? own, string? measured)
    {
        var (words, size) = Split(alias, pack, own, measured);
        if (words.Length == 0)
        {
            return Split(alias, pack, null).Words;
        }

        var bare = size is null && Size is { Written: > 0, Base: not "piece" } known ? [.. words.Where(word => !decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number != known.Written)] : words;
        if (bare.Length > 0 && (size is not null || bare.Length < words.Length))
        {
            Sized.Add((bare, size is null));
        }
        else
        {
            sizeless.Add(words);
        }

        return words;
    }

    /// <summary>Aliases that tell the size, without it, and whether it had no measure.</summary>
    public List<(string[] Phrase, bool IsBare)> Sized { get; } = [];

    /// <summary>What kind of thing it is, by its name and its aliases.</summary>
    public HashSet<string> Kinds { get; }

    /// <summary>In one of its names the word says what kind it is.</summary>
    public bool IsKindBy(string word) => LanguagePack.All.Kinds.IsHead(word, Phrases.FirstOrDefault([]), "en") || Spoken.Exists(alias => LanguagePack.All.Kinds.IsHead(word, alias.Words, alias.Language));

    /// <summary>So the wholesaler calls it, and tells no size.</summary>
    public bool IsCalled(string[] phrase) => sizeless.Exists(phrase.SequenceEqual);

    public CatalogProduct Product { get; }

    /// <summary>The first word of its name, and no everyday thing: who makes it.</summary>
    public bool IsBrand(string word) => word.Length >= ShortestBrand && Phrases is [[var first, _, ..], ..] && first == word && word.All(char.IsLetter) && !LanguagePack.All.IsWare(word);

    /// <summary>Words that no other product has are enough: several of its name, its kind ("pencil") or its maker, where they mean nothing else; of a kind only a word that is spelt so.</summary>
    public bool IsMeantBy(List<string> words, bool isThing, bool isExact) => words.Count > 1 && !words.TrueForAll(Understanding.Kinds.IsKey) ? words.TrueForAll(word => Named.Contains(word) || Understanding.Kinds.IsKey(word)) : isThing && ((isExact && IsKind(words[0])) || IsBrand(words[0]));

    /// <summary>One word that says what kind of thing it is: the last of its name, and none before it in any ("milk" does not say of milk powder what it is), or what an alias says of it.</summary>
    public bool IsKind(string word) => Kinds.Contains(word) || (Phrases is [[.., var last], ..] && last == word && Phrases.TrueForAll(phrase => phrase.AsSpan(..^1).IndexOf(word) < 0))
        || Spoken.Exists(alias => LanguagePack.All.Kinds.IsHead(word, alias.Words, alias.Language));

    /// <summary>"masoor dal", where "dal" is also a verb: words and the next one stand together in one of its names.</summary>
    public bool Says(List<string> words, string next)
    {
        string[] run = [.. words, next];
        return Phrases.Exists(phrase => phrase.AsSpan().IndexOf(run) >= 0);
    }

    public PackSize? Size { get; }

    /// <summary>Name and aliases, each as words.</summary>
    public List<string[]> Phrases { get; } = [];

    /// <summary>The aliases that are no part of the product's own name, with the language that each is of.</summary>
    public List<(string[] Words, string Language)> Spoken { get; }

    public HashSet<string> Words { get; }

    /// <summary>Names of one word with the language that they are of; "" for the product's own.</summary>
    public List<(string Word, string Language)> SingleWords { get; }

    /// <summary>The words of its names, without those of its category.</summary>
    public HashSet<string> Named { get; }

    /// <summary>The product's units by the stem of their names.</summary>
    public Dictionary<string, string> Units { get; }

    /// <summary>What a unit's word is known by, however it is written.</summary>
    public static string StemOf(string unit) => Token.Stem(Token.Fold(unit));

    /// <summary>The last words of its names: "oil" of "Sunflower Oil".</summary>
    public HashSet<string> Heads { get; }

    private static decimal? SizeOf(string word, LanguagePack pack) => pack.At(Tokenizer.Tokenize(word), 0).Phrase?.Size;

    private static (string Base, decimal Factor)? MeasureAt(List<Token> tokens, int i, LanguagePack pack) =>
        pack.At(tokens, i).Phrase?.Measure?.Measure ?? (tokens[i].Spaced ? null : pack.Glued(tokens[i].Text)?.Measure);

    /// <summary>"4-way", "3-pin", "32GB": what the pack size counts by a word that measures nothing else; null when it is an ordinary size.</summary>
    private static string? OwnMeasure(string size, LanguagePack pack)
    {
        var tokens = Tokenizer.Tokenize(size).FindAll(token => !token.Is('-'));
        return tokens is [{ Kind: TokenKind.Number }, { Kind: TokenKind.Word } word] && word.Text != "s" && MeasureAt(tokens, 1, pack) is null && pack.At(tokens, 1).Phrase?.Meanings.Any(meaning => meaning?.Has(Roles.Unit) == true) != true ? word.Key : null;
    }

    /// <summary>"A4" as people also write it: "A 4". Null for names without such a code, and where its letter is an "and" of some language.</summary>
    private static string[]? Parted(string[] phrase) => phrase.Any(IsCode) && !phrase.Any(word => IsCode(word) && word.TrimEnd(digits) is "y" or "e" or "o" or "n" or "u") ? [.. phrase.SelectMany(word => IsCode(word) ? Parts(word) : [word])] : null;

    private static bool IsCode(string word) => char.IsLetter(word[0]) && char.IsDigit(word[^1]);

    private static string[] Parts(string code)
    {
        var letters = code.TrimEnd(digits).Length;
        return [code[..letters], code[letters..]];
    }

    /// <param name="measured">What the pack size measures: another measure in the name is a part of it ("20W-50 1L").</param>
    private static (string[] Words, PackSize? Size) Split(string name, LanguagePack pack, string? own, string? measured = null)
    {
        var tokens = Token.JoinCodes(Token.DropHyphens(Tokenizer.Tokenize(name), (_, _) => true), _ => true);
        var words = new List<string>();
        PackSize? size = null;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == TokenKind.Number && i + 1 < tokens.Count
                && MeasureAt(tokens, i + 1, pack) is { } measure && (measured is null || measure.Base == measured) && tokens[i].Number < 100_000)
            {
                // "45cm x 8m": the first.
                size ??= new PackSize(measure.Base, measure.Factor * tokens[i].Number, tokens[i].Number);
                i++;
            }
            else if (tokens[i].Kind == TokenKind.Number && own is not null && tokens.FindIndex(i + 1, token => !token.Is('-')) is > 0 and var word && word <= i + 2 && tokens[word].Key == own)
            {
                size = new PackSize(own, tokens[i].Number, tokens[i].Number);
                i = word;
            }
            else if (tokens[i].Kind is not (TokenKind.Symbol or TokenKind.LineBreak))
            {
                words.Add(tokens[i].Key);
            }
        }

        return ([.. words], size);
    }
}
