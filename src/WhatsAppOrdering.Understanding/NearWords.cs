namespace WhatsAppOrdering.Understanding;

/// <summary>
/// Words of the catalog by what remains when letters are left out, so that a misspelling finds its neighbours without
/// walking the catalog. Forgives one edit from four letters and two from seven; a swap of neighbours is one edit. What
/// remains is kept as sorted hashes: hundreds of thousands of short strings would cost many times the memory.
/// </summary>
internal sealed class NearWords
{
    private const int LongestWord = 16;

    private readonly string[] known;
    private readonly ulong[] remains;
    private readonly int[] owners;

    /// <param name="isJoined">Names written as one word: of those one letter left out is kept, not two.</param>
    public NearWords(IEnumerable<string> words, Func<string, bool>? isJoined = null)
    {
        known = [.. words.Where(word => word.Length is > 2 and <= LongestWord && word.All(char.IsLetter))];
        var (hashes, ids) = (new List<ulong>(), new List<int>());
        for (var id = 0; id < known.Length; id++)
        {
            var edits = isJoined?.Invoke(known[id]) == true ? Math.Min(1, Edits(known[id].Length)) : Edits(known[id].Length);
            Remains(known[id], edits, rest =>
            {
                hashes.Add(Hash(rest));
                ids.Add(id);
            });
        }

        (remains, owners) = ([.. hashes], [.. ids]);
        Array.Sort(remains, owners);
    }

    public IReadOnlyList<string> Find(string word)
    {
        var edits = Edits(word.Length);
        if (edits == 0 || word.Length > LongestWord)
        {
            return [];
        }

        SortedSet<string>? near = null;
        Remains(word, edits, rest =>
        {
            var hash = Hash(rest);
            for (var at = First(hash); at < remains.Length && remains[at] == hash; at++)
            {
                if (IsNear(word, known[owners[at]], edits))
                {
                    (near ??= new(StringComparer.Ordinal)).Add(known[owners[at]]);
                }
            }
        });
        return near is null ? [] : [.. near];
    }

    /// <summary>The place of the first of equal hashes, or where it would stand.</summary>
    private int First(ulong hash)
    {
        var (low, high) = (0, remains.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = remains[middle] < hash ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>FNV-1a. Two words of one hash cost a comparison and nothing else.</summary>
    private static ulong Hash(ReadOnlySpan<char> letters)
    {
        const ulong basis = 14695981039346656037, prime = 1099511628211;
        var hash = basis;
        foreach (var letter in letters)
        {
            hash = (hash ^ letter) * prime;
        }

        return hash;
    }

    private static int Edits(int length) => length switch
    {
        < 4 => 0,
        < 7 => 1,
        _ => 2,
    };

    /// <summary>
    /// Short words must begin alike: too many words differ only in their first letter. And seven letters of which two are
    /// others are another word ("changed", "charger"), unless letters are missing or too many ("sharpnr").
    /// </summary>
    private static bool IsNear(string word, string known, int edits)
    {
        if (known.Length < 3 || (word[0] != known[0] && Math.Min(word.Length, known.Length) < 7))
        {
            return false;
        }

        var distance = Distance(word, known);
        return distance <= Math.Min(edits, Math.Max(1, Edits(known.Length))) && (!(distance == 2 && word.Length == 7 && known.Length == 7) || word.Replace('y', 'i') == known.Replace('y', 'i'));
    }

    /// <summary>The word and what is left of it without one letter, or two; some of it more than once.</summary>
    private static void Remains(string word, int edits, Action<ReadOnlySpan<char>> each)
    {
        each(word);
        Span<char> rest = stackalloc char[LongestWord];
        Span<char> less = stackalloc char[LongestWord];
        for (var i = 0; i < word.Length; i++)
        {
            var one = Without(word, i, rest);
            each(one);
            for (var j = i; edits > 1 && j < one.Length; j++)
            {
                each(Without(one, j, less));
            }
        }
    }

    private static ReadOnlySpan<char> Without(ReadOnlySpan<char> word, int at, Span<char> room)
    {
        word[..at].CopyTo(room);
        word[(at + 1)..].CopyTo(room[at..]);
        return room[..(word.Length - 1)];
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
