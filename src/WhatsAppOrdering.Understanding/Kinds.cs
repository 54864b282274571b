namespace WhatsAppOrdering.Understanding;

/// <summary>
/// What kinds of goods are called in each language, as data of the packs. A product named "Protex Soap" is a soap, and so it is
/// found by "jabón protex" though no alias says so.
/// </summary>
internal sealed class Kinds
{
    /// <summary>No word that anybody writes begins so.</summary>
    private const char Mark = '§';
    private const string English = "en";

    private readonly PhraseTrie<List<(string Language, string Key)>> words = new();
    private readonly HashSet<string> first = new(StringComparer.Ordinal);
    private readonly HashSet<string> flavours = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> wider = new(StringComparer.Ordinal);

    /// <summary>Whether a word stands for a kind.</summary>
    public static bool IsKey(string word) => word is [Mark, ..];

    public void Add(string language, string kind, string spellings)
    {
        var key = Mark + kind;
        foreach (var spelling in spellings.Split('|'))
        {
            words.Add(Tokenizer.Tokenize(spelling).Select(token => token.Key), known =>
            {
                List<(string Language, string Key)> kinds = known ?? [];
                kinds.Add((language, key));
                return kinds;
            });
        }
    }

    /// <summary>Sunflower oil is an oil too.</summary>
    public void Widen(string kind, string narrower)
    {
        foreach (var one in narrower.Split('|'))
        {
            wider[Mark + one] = Mark + kind;
        }
    }

    /// <summary>The kinds that the words at a token name in each language, and how many words they are.</summary>
    public (int Length, IReadOnlyList<(string Language, string Key)> Kinds) At(List<Token> tokens, int start)
    {
        var (length, kinds) = words.Longest(tokens, start, token => token.Key);
        return (length, kinds ?? []);
    }

    /// <summary>Kinds that other things taste or smell of: they say what a thing is only where its name says nothing else ("onion", and not "indomie onion").</summary>
    public void AddFlavours(IEnumerable<string> kinds) => flavours.UnionWith(kinds.Select(kind => Mark + kind));

    /// <summary>A language in which the kind stands first ("jabón lux"), and not last ("lux soap").</summary>
    public void PutFirst(string language) => first.Add(language);

    /// <summary>The kinds of a thing by one of its names, and what these are too.</summary>
    public List<string> Of(string[] name, string language) => Wider(Head(name, language).Kinds);

    /// <summary>"Harina PAN", "Kopi Kapal Api": the kinds of a product by its own name, which is English nearly everywhere.</summary>
    public List<string> OfName(string[] name) => Of(name, English) is { Count: > 0 } english ? english
        : Wider(Parts(name, isFirst: true).Select(part => In(part, first.Contains)).FirstOrDefault(found => found.Count > 0) ?? []);

    /// <summary>One word alone says in this name what kind of thing it is ("jabón" of "jabón lux", and not "masoor" of "masoor dal").</summary>
    public bool IsHead(string word, string[] name, string language) => Head(name, language).Part is [var only] && only == word;

    private (string[] Part, List<string> Kinds) Head(string[] name, string language) =>
        Parts(name, first.Contains(language)).Select(part => (part, Kinds: In(part, known => known == language))).Where(head => head.part.Length == name.Length || !head.Kinds.TrueForAll(flavours.Contains)).FirstOrDefault(head => head.Kinds.Count > 0, ([], []));

    private List<string> Wider(List<string> kinds) => [.. kinds.Concat(kinds.Select(kind => wider.GetValueOrDefault(kind)).OfType<string>())];

    /// <summary>What it tastes or smells of: "indomie pollo" is found by "Indomie Chicken".</summary>
    public IEnumerable<string> FlavoursOf(string[] name, string language) => name.SelectMany(word => In([word], known => known == language)).Where(flavours.Contains);

    private static IEnumerable<string[]> Parts(string[] name, bool isFirst) => Enumerable.Range(0, name.Length).Select(cut => isFirst ? name[..^cut] : name[cut..]);

    /// <summary>The kinds that exactly these words name in some languages.</summary>
    private List<string> In(string[] name, Func<string, bool> isOf) => [.. (words.Find(name) ?? []).Where(kind => isOf(kind.Language)).Select(kind => kind.Key).Distinct()];
}
