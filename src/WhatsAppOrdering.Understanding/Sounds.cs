using System.Text;

namespace WhatsAppOrdering.Understanding;

/// <summary>Words of the catalog in Latin letters as they sound when they are written in Devanagari or Arabic letters: "लाइफबॉय" and "لايفبوي" for lifebuoy.</summary>
internal sealed class Sounds
{
    /// <summary>Fewer consonants are like too many words, unless the vowels are the same too.</summary>
    private const int FewestConsonants = 3;

    /// <summary>Arabic tells fewer letters apart.</summary>
    private const int FewestOfArabic = 4;

    private const string Vowels = "aeiou";

    /// <summary>Devanagari from क to ह: what the letters sound like in the keys of <see cref="Key"/>.</summary>
    private const string Devanagari = "kkggnccjjnttddnttddnnppbbm_rrlllvsss_";

    private static readonly Dictionary<char, char> arabic = new()
    {
        ['ب'] = 'p', ['پ'] = 'p', ['ت'] = 't', ['ط'] = 't', ['ث'] = 's', ['ج'] = 'k', ['خ'] = 'k', ['چ'] = 'k', ['د'] = 'd', ['ض'] = 'd', ['ذ'] = 'd', ['ر'] = 'r', ['ز'] = 's', ['س'] = 's', ['ص'] = 's',
        ['ش'] = 's', ['ظ'] = 's', ['غ'] = 'k', ['ف'] = 'v', ['ڤ'] = 'v', ['ق'] = 'k', ['ك'] = 'k', ['گ'] = 'k', ['ل'] = 'l', ['م'] = 'm', ['ن'] = 'n',
    };

    private readonly Dictionary<string, List<string>> ofDevanagari = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> ofArabic = new(StringComparer.Ordinal);

    public Sounds(IEnumerable<string> words)
    {
        foreach (var word in words.Where(word => word.Length > 2 && word.All(char.IsAsciiLetter)))
        {
            var key = Key(word);
            Add(ofDevanagari, key.Length < FewestConsonants ? Whole(word) : key, word);
            // Arabic writes w as a vowel, and tells f and z apart from p and j.
            if (Coarse(Key(word.Replace("ph", "v", StringComparison.Ordinal).Replace('f', 'v').Replace('z', 's').Replace("w", "", StringComparison.Ordinal))) is { Length: >= FewestOfArabic } coarse)
            {
                Add(ofArabic, coarse, word);
            }
        }
    }

    /// <summary>The words that sound so; none for words in other letters.</summary>
    public IReadOnlyList<string> Find(string word)
    {
        if (word.Length > 2 && word.All(letter => letter is >= '\u0900' and <= '\u097F'))
        {
            var key = OfDevanagari(word, vowels: false);
            return ofDevanagari.GetValueOrDefault(key.Length < FewestConsonants ? OfDevanagari(word, vowels: true) : key) ?? [];
        }

        var consonants = string.Concat(word.Select(letter => arabic.GetValueOrDefault(letter)).Where(letter => letter != '\0'));
        return consonants.Length >= FewestOfArabic ? ofArabic.GetValueOrDefault(Once(consonants)) ?? [] : [];
    }

    private static void Add(Dictionary<string, List<string>> index, string key, string word)
    {
        if (!index.TryGetValue(key, out var words))
        {
            index[key] = words = [];
        }

        words.Add(word);
    }

    /// <summary>The consonants as Devanagari tells them apart, each once where it is doubled.</summary>
    private static string Key(string word) => Once(string.Concat(Spell(word).Where(letter => !Vowels.Contains(letter, StringComparison.Ordinal))));

    /// <summary>With its vowels, long and short alike.</summary>
    private static string Whole(string word) => Once(Spell(word));

    private static string Spell(string word)
    {
        var spelt = new StringBuilder(word).Replace("ph", "f").Replace("ck", "k").Replace("sch", "s").Replace("ch", "ç").Replace("ee", "i").Replace("oo", "u").Replace("ai", "e").Replace("ay", "e").Replace("au", "o").Replace("x", "ks").Replace("q", "k").Replace("w", "v").Replace("z", "j").Replace("f", "p").Replace("h", "").ToString();
        var sounds = new StringBuilder(spelt.Length);
        foreach (var (i, letter) in spelt.Index())
        {
            sounds.Append(letter switch
            {
                'c' => i + 1 < spelt.Length && spelt[i + 1] is 'e' or 'i' or 'y' ? 's' : 'k',
                'ç' => 'c',
                'y' => 'i',
                _ => letter,
            });
        }

        return sounds.ToString();
    }

    /// <summary>As Arabic tells them apart, which has no p, v, ch or g of its own.</summary>
    private static string Coarse(string key) => Once(string.Concat(key.Select(letter => letter switch { 'b' => 'p', 'c' or 'g' or 'j' => 'k', _ => letter })));

    private static string OfDevanagari(string word, bool vowels)
    {
        var sounds = new StringBuilder(word.Length);
        foreach (var (i, letter) in word.Index())
        {
            if (letter is >= 'क' and <= 'ह')
            {
                if (Devanagari[letter - 'क'] is not '_' and var consonant)
                {
                    sounds.Append(consonant);
                }

                // Each consonant sounds with an a that no sign follows; at a word's end it is silent.
                var next = i + 1 < word.Length ? word[i + 1] : '\u094D';
                sounds.Append(vowels && next is (>= 'क' and <= 'ह') or '\u0902' ? "a" : "");
            }
            else if (letter == '\u0902')
            {
                sounds.Append('n');
            }
            else if (vowels)
            {
                sounds.Append(letter switch { 'अ' or 'आ' or 'ा' or 'ॅ' => "a", 'इ' or 'ई' or 'ि' or 'ी' => "i", 'उ' or 'ऊ' or 'ु' or 'ू' => "u", 'ए' or 'ऐ' or 'े' or 'ै' or 'ॆ' => "e", 'ओ' or 'औ' or 'ो' or 'ौ' or 'ऑ' or 'ॉ' => "o", _ => "" });
            }
        }

        return Once(sounds.ToString());
    }

    private static string Once(string letters) => string.Concat(letters.Where((letter, i) => i == 0 || letters[i - 1] != letter));
}
