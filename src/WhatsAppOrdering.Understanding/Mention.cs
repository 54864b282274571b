namespace WhatsAppOrdering.Understanding;

/// <summary>Words of a message that name a product, or several that share the name.</summary>
internal sealed record Mention(IReadOnlyList<int> Candidates, bool Sure, int Length)
{
    /// <summary>A name of more products says nothing by itself; no more of them are looked at, whatever the catalog.</summary>
    private const int MostCandidates = 256;

    /// <summary>The words of a name that more products share than are looked at: only a question can come of it. Empty for others.</summary>
    public IReadOnlyList<string> Shared { get; private init; } = [];

    /// <summary>A number is a part of it as it was written.</summary>
    public bool SaysNumber { get; private init; }

    /// <summary>Its first word as the catalog keeps it; empty for what was not read from words.</summary>
    public string First { get; private init; } = "";

    /// <summary>A whole name or alias of some product, or begins with one.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>One word that only says what kind of thing it is, of which the catalog has one.</summary>
    public bool IsKind { get; private init; }

    /// <summary>A word that says only in what it differs from the thing before.</summary>
    public bool IsVariant { get; init; }

    private const int LongestName = 8;

    /// <summary>A kind in a shorter word that is misspelt may be something else.</summary>
    private const int ShortestMisspelt = 6;

    /// <summary>"AA" and "M" are found in names, but say nothing by themselves.</summary>
    public const int ShortestWord = 3;

    /// <summary>
    /// The longest run of words at a token that some product has all of. Sure: a whole name or alias, or at least two of its
    /// words with the last among them ("sunflower oil"), or what no other product has (<see cref="IndexedProduct.IsMeantBy"/>); one other word out of a longer name is only worth a question.
    /// </summary>
    public static Mention? At(List<Token> tokens, int start, CatalogIndex catalog, Func<int, bool> isFree, Func<int, bool> isOwn, Func<int, bool> isLink, Func<int, bool> isJoint)
    {
        var (length, named) = catalog.NameAt(tokens, start);
        var words = tokens.Skip(start).Take(length).Select(token => token.Key).ToList();
        var candidates = named;
        if (length == 0)
        {
            if (!isFree(start) || catalog.WithWord(tokens[start].Key) is not { } ids || (tokens[start].Key.Length < ShortestWord && !IsOfNext(tokens, start, ids, catalog, isFree)))
            {
                return null;
            }

            (length, candidates) = (1, ids);
            words.Add(tokens[start].Key);
        }

        var isCut = false;
        for (; start + length < tokens.Count && words.Count < LongestName; length++)
        {
            // Neither side of an "and" within a name is a name by itself.
            var joins = named is null && words.Count == 1 && start + length + 1 < tokens.Count && isJoint(start + length) && catalog.NameAt(tokens, start + length + 1).Ids is null && isFree(start + length + 1);
            var link = joins || (isLink(start + length) && start + length + 1 < tokens.Count && isFree(start + length + 1)
                && (catalog.NameAt(tokens, start + length + 1).Ids is not { } other || (candidates is not null && other.Overlaps(candidates)))) ? 1 : 0;
            // "silicone clear": a verb or command elsewhere, here what tells two things apart.
            var tells = link == 0 && !isFree(start + length);
            if (tells && (!isOwn(start + length) || candidates!.Count < 2) && !(candidates is { Count: 1 } && tokens[start + length].Kind == TokenKind.Word && catalog.Products[candidates.First()].Says(words, tokens[start + length].Key)))
            {
                break;
            }

            words.Add(tokens[start + length + link].Key);
            if (Narrow(catalog, words, named) is not { Ids.Count: > 0 } narrow || (tells && candidates!.Count > 1 && narrow.Ids.Count >= candidates.Count))
            {
                words.RemoveAt(words.Count - 1);
                break;
            }

            (candidates, isCut) = narrow;
            var narrower = candidates;
            length += link;
            named = named is not null && named.Overlaps(narrower) ? named : null;
        }

        if (isCut || candidates!.Count > MostCandidates)
        {
            return new Mention([.. candidates!.Take(MostCandidates)], false, length) { Shared = words };
        }

        var sure = named is not null || (words.Count > 1 && candidates!.All(id => catalog.Products[id].Heads.Overlaps(words)))
            || (candidates is { Count: 1 } && catalog.Products[candidates.First()].IsMeantBy(words, Kinds.IsKey(words[0]) || LanguagePack.All.IsThing(tokens, start), Kinds.IsKey(words[0]) || tokens[start].Text.Length >= ShortestMisspelt || tokens[start].Key == Token.Stem(tokens[start].Text)));
        return new Mention([.. candidates!.Order()], sure, length) { SaysNumber = words.Exists(word => char.IsDigit(word[0])), IsWhole = named is not null, IsKind = named is null && words.Count == 1 && candidates!.Count == 1 && !catalog.Products[candidates.First()].IsBrand(words[0]), First = words[0] };
    }

    /// <summary>"AA battery": a word too short to say anything by itself, before another of the same name.</summary>
    private static bool IsOfNext(List<Token> tokens, int start, HashSet<int> ids, CatalogIndex catalog, Func<int, bool> isFree) =>
        start + 1 < tokens.Count && isFree(start + 1) && tokens[start + 1].Key.Length >= ShortestWord && catalog.WithWord(tokens[start + 1].Key)?.Overlaps(ids) == true;

    private static (HashSet<int> Ids, bool IsCut)? Narrow(CatalogIndex catalog, List<string> words, HashSet<int>? named)
    {
        var lists = words.Select(catalog.WithWord).ToList();
        if (lists.Contains(null))
        {
            return null;
        }

        var shortest = lists.MinBy(list => list!.Count)!;
        var all = shortest.Take(MostCandidates).Where(id => words.TrueForAll(catalog.Products[id].Words.Contains)).ToHashSet();
        return (named is not null && named.Overlaps(all) ? [.. all.Where(named.Contains)] : all, shortest.Count > MostCandidates);
    }
}
