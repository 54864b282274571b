namespace WhatsAppOrdering.Understanding;

/// <summary>
/// Words of the catalog by what remains when letters are left out, so that a misspelling finds its neighbours without
/// walking the catalog. Forgives one edit from four letters and two from seven; a swap of neighbours is one edit.
/// </summary>
internal sealed class NearWords
{
    private const int LongestWord = 16;

    private readonly Dictionary<string, List<string>> remains = new(StringComparer.Ordinal);

    public NearWords(IEnumerable<string> words)
    {
        foreach (var word in words.Where(word => word.Length is > 2 and <= LongestWord && word.All(char.IsLetter)))
        {
            foreach (var rest in Remains(word, Edits(word.Length)))
            {
                if (!remains.TryGetValue(rest, out var list))
                {
                    remains[rest] = list = [];
                }

                list.Add(word);
            }
        }
    }

    public IReadOnlyList<string> Find(string word)
    {
        var edits = Edits(word.Length);
        if (edits == 0 || word.Length > LongestWord)
        {
            return [];
        }

        var near = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var rest in Remains(word, edits))
        {
            if (remains.TryGetValue(rest, out var list))
            {
                near.UnionWith(list.Where(known => IsNear(word, known, edits)));
            }
        }

        return [.. near];
    }

    private static int Edits(int length) => length switch
    {
        < 4 => 0,
        < 7 => 1,
        _ => 2,
    };

    /// <summary>Short words must begin alike: too many words differ only in their first letter.</summary>
    private static bool IsNear(string word, string known, int edits) =>
        (word[0] == known[0] || Math.Min(word.Length, known.Length) >= 7)
        && known.Length >= 3 && Distance(word, known) <= Math.Min(edits, Math.Max(1, Edits(known.Length)));

    private static HashSet<string> Remains(string word, int edits)
    {
        var all = new HashSet<string>(StringComparer.Ordinal) { word };
        var last = new List<string> { word };
        for (var round = 0; round < Math.Max(1, edits); round++)
        {
            last = [.. last.SelectMany(w => Enumerable.Range(0, w.Length).Select(i => w.Remove(i, 1)))];
            all.UnionWith(last);
        }

        return all;
    }

    private static int Distance(string a, string b)
    {
        var (old, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? old[j - 2] + 1 : int.MaxValue;
                var change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(Math.Min(swap, change), Math.Min(last[j], row[j - 1]) + 1);
            }

            (old, last, row) = (last, row, old);
        }

        return last[b.Length];
    }
}
