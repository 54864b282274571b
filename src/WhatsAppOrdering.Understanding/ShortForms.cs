namespace WhatsAppOrdering.Understanding;

/// <summary>Words of the catalog by their beginnings and by their consonants: "spag" for spaghetti, "chkn" for chicken, "pwd" for powder.</summary>
internal sealed class ShortForms
{
    private const int ShortestBeginning = 4;
    private const int FewestConsonants = 3;

    /// <summary>Shorter words are hardly cut, and one letter more or less is a misspelling.</summary>
    private const int ShortestWord = 5;

    /// <summary>What stands for more words stands for none.</summary>
    private const int MostFound = 16;

    private readonly string[] sorted;
    private readonly string[] bare;
    private readonly string[] ofBare;

    public ShortForms(IEnumerable<string> words)
    {
        sorted = [.. words.Where(word => word.Length >= ShortestWord && word.All(char.IsAsciiLetter)).Order(StringComparer.Ordinal)];
        bare = [.. sorted.Select(Consonants)];
        ofBare = [.. sorted];
        Array.Sort(bare, ofBare, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Find(string word)
    {
        if (!word.All(char.IsAsciiLetter))
        {
            return [];
        }

        if (word.Length >= FewestConsonants && !word.Any(IsVowel))
        {
            var left = Consonants(word);
            var (first, last) = Beginning(bare, left);
            var whole = Enumerable.Range(first, last - first).Where(i => bare[i] == left).Select(i => ofBare[i]).ToList();
            return whole.Count > 0 ? whole : ofBare[first..last];
        }

        return word.Length < ShortestBeginning ? [] : Beginning(sorted, word) is var (from, to) ? sorted[from..to] : [];
    }

    /// <summary>A word that a short form beside it may stand for: so it begins, or so it goes without its vowels.</summary>
    public static bool Fits(string shortForm, string word) => word.Length > shortForm.Length && word[0] == shortForm[0] && word.All(char.IsAsciiLetter)
        && ((shortForm.Length >= FewestConsonants && word.StartsWith(shortForm, StringComparison.Ordinal)) || (!shortForm.Skip(1).Any(IsVowel) && Consonants(word) == Consonants(shortForm)));

    /// <summary>The places of those that begin so; none where they are too many.</summary>
    private static (int First, int Last) Beginning(string[] among, string with)
    {
        var first = Array.BinarySearch(among, with, StringComparer.Ordinal);
        first = first < 0 ? ~first : first;
        while (first > 0 && among[first - 1] == with)
        {
            first--;
        }

        var last = first;
        while (last < among.Length && last - first <= MostFound && among[last].StartsWith(with, StringComparison.Ordinal))
        {
            last++;
        }

        return last - first > MostFound ? (first, first) : (first, last);
    }

    private static bool IsVowel(char letter) => "aeiou".Contains(letter, StringComparison.Ordinal);

    /// <summary>Without vowels; double letters, and the c of "ck", once.</summary>
    private static string Consonants(string word)
    {
        var left = word.Replace("ck", "k", StringComparison.Ordinal);
        return string.Concat(left.Where((letter, i) => !IsVowel(letter) && (i == 0 || left[i - 1] != letter)));
    }
}
