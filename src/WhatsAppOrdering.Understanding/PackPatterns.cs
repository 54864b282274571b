namespace WhatsAppOrdering.Understanding;

/// <summary>
/// Commands told by two words of talk, "where|when + order|delivery": one of the left and one of the right, in any order.
/// Found by the first words of their phrases.
/// </summary>
internal sealed class PackPatterns
{
    private readonly Dictionary<string, List<(string[] Phrase, int Pattern, bool Left)>> phrases = new(StringComparer.Ordinal);
    private readonly List<Intent> intents = [];
    private readonly HashSet<string> words = new(StringComparer.Ordinal);

    public void Add(Intent intent, string written)
    {
        var sides = written.Split('+', 2);
        AddSide(sides[0], left: true);
        AddSide(sides[1], left: false);
        intents.Add(intent);
    }

    /// <summary>Words of talk are never a misspelt product.</summary>
    public bool Has(string word) => words.Contains(word);

    /// <summary>The first pattern, in the order of the packs, of which both sides are there.</summary>
    public Intent? Find(List<Token> tokens)
    {
        var (left, right) = (new HashSet<int>(), new HashSet<int>());
        for (var i = 0; i < tokens.Count; i++)
        {
            foreach (var (phrase, pattern, isLeft) in phrases.GetValueOrDefault(tokens[i].Text, []).Where(known => Begins(tokens, i, known.Phrase)))
            {
                (isLeft ? left : right).Add(pattern);
            }
        }

        left.IntersectWith(right);
        return left.Count == 0 ? null : intents[left.Min()];
    }

    private void AddSide(string side, bool left)
    {
        foreach (var written in side.Split('|'))
        {
            string[] phrase = [.. Tokenizer.Tokenize(written).Select(token => token.Text)];
            words.UnionWith(phrase);
            if (!phrases.TryGetValue(phrase[0], out var known))
            {
                phrases[phrase[0]] = known = [];
            }

            known.Add((phrase, intents.Count, left));
        }
    }

    private static bool Begins(List<Token> tokens, int start, string[] phrase) =>
        start + phrase.Length <= tokens.Count && !phrase.Where((word, i) => tokens[start + i].Text != word).Any();
}
