namespace WhatsAppOrdering.Understanding;

/// <summary>
/// What kinds of goods are called in each language, as data of the packs. A product named "Protex Soap" is a soap, and so it is
/// found by "jabón protex" though no alias says so.
/// </summary>
internal sealed class Kinds
{
    /// <summary>No word that anybody writes begins so.</summary>
    private const char Mark = '§';

    private readonly PhraseTrie<List<(string Language, string Key)>> words = new();
    private readonly Dictionary<string, string> wider = new(StringComparer.Ordinal);

    /// <summary>Whether a word stands for a kind.</summary>
    public static bool IsKey(string word) => word[0] == Mark;

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

    /// <summary>The kinds of a thing by its name: the last words of an English one say it, the first ones of most others.</summary>
    public IEnumerable<string> Of(string[] name, string language)
    {
        var kinds = Enumerable.Range(0, name.Length).Select(start => In(name[start..], language)).FirstOrDefault(found => found.Count > 0)
            ?? Enumerable.Range(0, name.Length).Select(cut => In(name[..(name.Length - cut)], language)).FirstOrDefault(found => found.Count > 0) ?? [];
        return kinds.Concat(kinds.Select(kind => wider.GetValueOrDefault(kind)).OfType<string>());
    }

    /// <summary>The kinds that exactly these words name; in any language where the language is none.</summary>
    private List<string> In(string[] name, string language) =>
        [.. (words.Find(name) ?? []).Where(kind => language.Length == 0 || kind.Language == language).Select(kind => kind.Key).Distinct()];
}
