namespace WhatsAppOrdering.Understanding;

/// <summary>Words of the catalog by their beginnings and by their consonants: "spag" for spaghetti, "chkn" for chicken.</summary>
internal sealed class ShortForms
{
    private const int ShortestBeginning = 4;
    private const int FewestConsonants = 3;

    /// <summary>Shorter words are hardly cut, and one letter more or less is a misspelling.</summary>
    private const int ShortestWord = 6;

    private readonly string[] sorted;
    private readonly ILookup<string, string> bare;

    public ShortForms(IEnumerable<string> words)
    {
        List<string> known = [.. words.Where(word => word.Length >= ShortestWord && word.All(char.IsAsciiLetter))];
        known.Sort(StringComparer.Ordinal);
        sorted = [.. known];
        bare = known.ToLookup(Consonants, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Find(string word)
    {
        if (!word.All(char.IsAsciiLetter))
        {
            return [];
        }

        if (word.Length >= FewestConsonants && !word.Any(IsVowel))
        {
            return [.. bare[Consonants(word)]];
        }

        if (word.Length < ShortestBeginning)
        {
            return [];
        }

        var at = Array.BinarySearch(sorted, word, StringComparer.Ordinal);
        var found = new List<string>();
        for (at = at < 0 ? ~at : at; at < sorted.Length && sorted[at].StartsWith(word, StringComparison.Ordinal); at++)
        {
            found.Add(sorted[at]);
        }

        return found;
    }

    private static bool IsVowel(char letter) => "aeiou".Contains(letter, StringComparison.Ordinal);

    /// <summary>Without vowels; double letters, and the c of "ck", once.</summary>
    private static string Consonants(string word)
    {
        var left = word.Replace("ck", "k", StringComparison.Ordinal);
        return string.Concat(left.Where((letter, i) => !IsVowel(letter) && (i == 0 || left[i - 1] != letter)));
    }
}
