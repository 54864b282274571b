
namespace WhatsAppOrdering.Understanding;

/// <summary>
/// A catalog's words, built once per <see cref="CatalogSnapshot"/> and shared between threads. A look-up costs what the
/// message costs, not what the catalog costs.
/// </summary>
public sealed class CatalogIndex
{
    private const int MostNamed = 64;

    private readonly PhraseTrie<HashSet<int>> names = new();
    private readonly Dictionary<string, HashSet<int>> products = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> unitWords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> skus = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Base, decimal Amount), List<int>> sizes = [];
    private readonly Dictionary<string, string[]> joined = new(StringComparer.Ordinal);
    private readonly Lazy<NearWords> near;
    private readonly Lazy<ShortForms> shortForms;
    private readonly Lazy<Sounds> sounds;

    private CatalogIndex(CatalogSnapshot snapshot, LanguagePack pack)
    {
        Snapshot = snapshot;
        Products = [.. snapshot.Products.Select(product => new IndexedProduct(product, pack))];
        for (var id = 0; id < Products.Length; id++)
        {
            skus[Products[id].Product.Sku] = id;
            AddProduct(id);
        }

        for (var id = 0; id < Products.Length; id++)
        {
            foreach (var (phrase, isBare) in Products[id].Sized)
            {
                AddSized(phrase, isBare, id);
            }
        }

        foreach (var (word, units) in snapshot.UnitWords)
        {
            unitWords[Token.Fold(word)] = [.. units];
        }

        near = new(() => new NearWords(products.Keys.Where(word => !Kinds.IsKey(word)), joined.ContainsKey));
        sounds = new(() => new Sounds(Written()));
        shortForms = new(() => new ShortForms(Written()));
    }

    /// <summary>The catalog that was indexed.</summary>
    public CatalogSnapshot Snapshot { get; }

    internal IndexedProduct[] Products { get; }

    /// <summary>Builds the index. Names and aliases of all languages count alike.</summary>
    public static CatalogIndex Build(CatalogSnapshot snapshot) => new(snapshot, LanguagePack.All);

    /// <summary>What otherwise the first misspelt word would make has been made.</summary>
    public bool IsComplete => near.IsValueCreated && shortForms.IsValueCreated && sounds.IsValueCreated;

    /// <summary>Makes what otherwise the first misspelt word would make.</summary>
    public void Complete() => _ = (near.Value, shortForms.Value, sounds.Value);

    /// <summary>The products of the same name, whatever their size.</summary>
    internal IEnumerable<int> Siblings(int id) => Products[id].Phrases is [var name, ..] && names.Find(name) is { } ids ? ids : [];

    /// <summary>The products of a size: of what was named, else of those of the same name, else of those that share any name.</summary>
    internal List<int> InSize(IReadOnlyList<int> named, Func<PackSize, bool> fits)
    {
        bool Fits(int id) => Products[id].Size is { } size && fits(size);
        var own = named.Where(Fits).ToList();
        if (own.Count > 0 || named.Count > MostNamed)
        {
            // A word that so many share names no thing whose sizes could be meant.
            return own;
        }

        own = named.SelectMany(Siblings).Distinct().Where(Fits).ToList();
        return own.Count > 0 ? own : [.. named.Take(Resolver.MostOptions).SelectMany(id => Products[id].Phrases).Select(names.Find)
            .Where(ids => ids is { Count: <= MostNamed }).SelectMany(ids => ids!).Distinct().Where(Fits).Order()];
    }

    /// <summary>Of several things that a word may mean, the one that is far more like the thing it stands beside; null when none is.</summary>
    internal int? Kin(int of, IEnumerable<int> among)
    {
        var mine = Products[of].Named;
        var like = among.Take(Resolver.MostOptions).Where(id => id != of).Select(id => (Id: id, Shared: Products[id].Named.Count(mine.Contains))).OrderByDescending(one => one.Shared).ToList();
        if (like.Count > 1 && like[0].Shared > 0 && like.TakeWhile(one => one.Shared == like[0].Shared).Where(one => Products[one.Id].Size is not null && Products[one.Id].Size == Products[of].Size).ToList() is [var sized])
        {
            // "bucket 20l red 2 blue 3": the blue one of that size.
            return sized.Id;
        }

        return like is [var best, ..] && best.Shared > 0 && (like.Count == 1 || best.Shared >= 2 * like[1].Shared) ? best.Id : null;
    }

    /// <summary>Whether a bare number is, as it was written, the size of one of these.</summary>
    internal bool IsWrittenOn(IEnumerable<int> ids, decimal? number) => ids.Any(id => Products[id].Size is { } size && size.Written == number);

    /// <summary>The larger or smaller of two sizes, as "big" or "small" says; null when it is not said, or they are not two.</summary>
    internal int? Extreme(IReadOnlyList<int> ids, Roles said, bool isOffered = false)
    {
        if (isOffered && ids.Count > 2 && (said & (Roles.Big | Roles.Small)) is not 0 and var extreme && ids.All(id => Products[id].Size is { } own && own.Base == Products[ids[0]].Size!.Base))
        {
            // Of what was offered the largest or smallest, if it is one.
            var ranked = ids.OrderBy(id => Products[id].Size!.Amount * ((extreme & Roles.Big) != 0 ? -1 : 1)).ToList();
            return Products[ranked[0]].Size!.Amount != Products[ranked[1]].Size!.Amount ? ranked[0] : null;
        }

        if (ids.Count != 2 || Products[ids[0]].Size is not { } one || Products[ids[1]].Size is not { } other || one.Base != other.Base || one.Amount == other.Amount)
        {
            return null;
        }

        var (small, big) = one.Amount < other.Amount ? (ids[0], ids[1]) : (ids[1], ids[0]);
        return (said & Roles.Big) != 0 ? big : (said & Roles.Small) != 0 ? small : null;
    }

    internal bool HasSize((string Base, decimal Factor) measure, decimal number) => sizes.ContainsKey((measure.Base, measure.Factor * number));

    /// <summary>The one product of a size; null when there are others.</summary>
    internal int? OnlyInSize((string Base, decimal Factor) measure, decimal number) => sizes.GetValueOrDefault((measure.Base, measure.Factor * number)) is [var only] ? only : null;

    internal int? Find(string sku) => skus.TryGetValue(sku, out var id) ? id : null;

    /// <summary>The longest whole name or alias that begins at a token.</summary>
    internal (int Length, HashSet<int>? Ids) NameAt(List<Token> tokens, int index) =>
        names.Longest(tokens, index, token => token.Key);

    /// <summary>Whether a word is a name of its own in this language, or in the catalog's (the product's name).</summary>
    internal bool IsNamedIn(string key, string language) => !named.TryGetValue(key, out var languages) || languages.Contains(language) || languages.Contains("");

    /// <summary>The languages in which the words of a name are an alias of the first that has it; none where they are the product's own name.</summary>
    internal List<string> LanguagesOf(List<Token> tokens, int index, int length, HashSet<int> ids)
    {
        var languages = new List<string>();
        foreach (var (words, language) in Products[ids.First()].Spoken)
        {
            var same = words.Length == length ? 0 : -1;
            while (same >= 0 && same < length && words[same] == tokens[index + same].Key)
            {
                same++;
            }

            if (same == length && !languages.Contains(language))
            {
                languages.Add(language);
            }
        }

        return languages;
    }

    internal HashSet<int>? WithWord(string key) => products.GetValueOrDefault(key);

    internal IReadOnlyList<string> Near(string key) => near.Value.Find(key);

    /// <summary>The words of which this is the beginning, or what is left without its vowels.</summary>
    internal IReadOnlyList<string> ShortFor(string key) => shortForms.Value.Find(key);

    /// <summary>The words in Latin letters that a word in others sounds like.</summary>
    internal IReadOnlyList<string> SoundingLike(string key) => sounds.Value.Find(key);

    /// <summary>The one word of things that share a word, for which a short form beside it stands; null when there are others.</summary>
    internal string? ShortBeside(string key, string beside)
    {
        if (!products.TryGetValue(beside, out var ids) || ids.Count > MostNamed)
        {
            return null;
        }

        var words = ids.SelectMany(id => Products[id].Named).Where(word => ShortForms.Fits(key, word)).Distinct().Take(2).ToList();
        return words is [var only] ? only : null;
    }

    /// <summary>A name of two words that was written as one; null for other words.</summary>
    internal string[]? PartsOf(string whole) => joined.GetValueOrDefault(whole);

    internal bool IsUnitWord(string word) => unitWords.ContainsKey(word) || unitWords.ContainsKey(Token.Stem(word));

    /// <summary>The product's unit that a word names: the catalog's own words first, then the language's.</summary>
    internal string? Resolve(CatalogProduct product, UnitMention unit)
    {
        if (UnitNamed(product, unit) is { } named)
        {
            return named;
        }

        var meant = (unitWords.GetValueOrDefault(unit.Word) ?? unitWords.GetValueOrDefault(unit.Stem, [])).Concat(unit.Units)
            .Select(name => product.Units.FirstOrDefault(u => string.Equals(u.Unit, name, StringComparison.OrdinalIgnoreCase))?.Unit)
            .OfType<string>().ToList();

        return unit.IsEither && product.DefaultUnit != "piece" && meant.Contains(product.DefaultUnit) ? product.DefaultUnit
            : meant.FirstOrDefault() ?? (unit.Units is ["piece", ..] && !LanguagePack.All.IsMeasure(product.BaseUnit) && !LanguagePack.All.IsVessel(product.BaseUnit) ? product.BaseUnit : null);
    }

    /// <summary>The wholesaler himself calls one of the product's units so.</summary>
    internal bool IsOwnWord(CatalogProduct product, string word) =>
        unitWords.TryGetValue(word, out var units) && product.Units.Any(unit => units.Contains(unit.Unit, StringComparer.OrdinalIgnoreCase));

    /// <summary>The product's unit that the message names as the catalog does.</summary>
    internal string? UnitNamed(CatalogProduct product, UnitMention unit) =>
        Products[skus[product.Sku]].Units.GetValueOrDefault(unit.Stem);

    /// <summary>The catalog's words as they were written.</summary>
    private IEnumerable<string> Written() => products.Keys.Where(word => !joined.ContainsKey(word) && !Kinds.IsKey(word));

    private void AddProduct(int id)
    {
        var product = Products[id];
        foreach (var phrase in product.Phrases)
        {
            AddName(phrase, id);
            if (phrase.Length is 2 or 3 && phrase.All(word => word.All(char.IsLetter)))
            {
                var whole = string.Concat(phrase);
                if (!products.ContainsKey(whole))
                {
                    joined[whole] = phrase;
                }

                AddName([whole], id);
            }
        }

        foreach (var (word, language) in product.SingleWords)
        {
            if (!named.TryGetValue(word, out var languages))
            {
                named[word] = languages = [];
            }

            languages.Add(language);
        }

        foreach (var word in product.Words)
        {
            AddTo(products, word, id);
        }

        if (product.Size is { } size)
        {
            sizes.TryAdd((size.Base, size.Amount), []);
            sizes[(size.Base, size.Amount)].Add(id);
        }

        foreach (var unit in product.Product.Units)
        {
            unitWords.TryAdd(Token.Fold(unit.Unit), [unit.Unit]);
        }
    }

    /// <summary>
    /// An alias that tells a size, without it: a name of every size of the thing and, where the size had no measure, of what else has
    /// all its words; unless somebody called one of them so.
    /// </summary>
    private void AddSized(string[] phrase, bool isBare, int id)
    {
        if (names.Find(phrase) is { Count: <= MostNamed } named && named.Any(other => Products[other].IsCalled(phrase)))
        {
            return;
        }

        var alike = isBare && products.GetValueOrDefault(phrase[0]) is { Count: <= MostNamed } ids ? ids.Where(other => phrase.All(Products[other].Words.Contains)) : [];
        foreach (var other in Siblings(id).Take(MostNamed).Concat(alike).Where(other => Products[other].Size is not null).ToList())
        {
            AddName(phrase, other);
        }
    }

    private void AddName(string[] phrase, int id)
    {
        names.Add(phrase, known =>
        {
            var ids = known ?? [];
            ids.Add(id);
            return ids;
        });
        if (phrase.Length == 1)
        {
            AddTo(products, phrase[0], id);
            Products[id].Words.Add(phrase[0]);
        }
    }

    private static void AddTo(Dictionary<string, HashSet<int>> index, string word, int id)
    {
        if (!index.TryGetValue(word, out var ids))
        {
            index[word] = ids = [];
        }

        ids.Add(id);
    }
}

/// <summary>A unit as the message names it: the word and the units that it may mean, likeliest first.</summary>
internal sealed record UnitMention(string Word, IReadOnlyList<string> Units, decimal Times)
{
    public string Stem { get; } = IndexedProduct.StemOf(Word);

    /// <summary>Of several units of a product that it may mean, the product's usual one.</summary>
    public bool IsEither { get; init; }

    /// <summary>The stem of the unit that the word is first of all the name of ("cajita" of box); null when it names none by itself.</summary>
    public string? Literal => IsEither || Units is [] or ["piece", ..] ? null : literal ??= IndexedProduct.StemOf(Units[0]);

    private string? literal;
}
