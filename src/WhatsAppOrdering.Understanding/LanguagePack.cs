using System.Reflection;
using System.Text.Json;

namespace WhatsAppOrdering.Understanding;

/// <summary>
/// The languages as data, one embedded JSON file each, all active at once. Where a word means different things in several
/// languages, it is read in the one that the message speaks most (<see cref="TokenView"/>).
/// </summary>
public sealed class LanguagePack
{
    /// <summary>What is left of a word without its ending is longer.</summary>
    private const int ShortestRoot = 2;

    private const decimal Quarter = 0.25m;

    private static readonly Lazy<LanguagePack> all = new(() => new LanguagePack(Files()));
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    private readonly PhraseTrie<PackPhrase> phrases = new();
    private readonly Dictionary<string, decimal> scales = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PackEntry> glued = new(StringComparer.Ordinal);
    private readonly HashSet<string> imperatives = new(StringComparer.Ordinal);
    private readonly HashSet<string> bound = new(StringComparer.Ordinal);
    private readonly HashSet<string> ranges = new(StringComparer.Ordinal);
    private readonly HashSet<string> between = new(StringComparer.Ordinal);
    private readonly HashSet<string> ones = new(StringComparer.Ordinal);
    private readonly HashSet<string> wares = new(StringComparer.Ordinal);
    private readonly HashSet<string> suffixes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Base, decimal Factor)> measures = new(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> vessels = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, PackEntry> unitWords = new(StringComparer.Ordinal);
    private readonly Lazy<NearWords> nearUnits;

    private LanguagePack(IReadOnlyList<PackFile> files)
    {
        nearUnits = new(() => new NearWords(unitWords.Keys.Where(word => word.Length > 4)));
        Languages = [.. files.Select(file => file.Language)];
        for (var language = 0; language < files.Count; language++)
        {
            Add(files[language], language);
        }
    }

    /// <summary>Every language that is embedded, English first.</summary>
    public static LanguagePack All => all.Value;

    /// <summary>The languages' codes (ISO 639-1); a phrase keeps its meanings by their places here.</summary>
    public IReadOnlyList<string> Languages { get; }

    /// <summary>Two words that together mean a command wherever they stand in talk.</summary>
    internal PackPatterns Patterns { get; } = new();

    /// <summary>What kinds of goods are called.</summary>
    internal Kinds Kinds { get; } = new();

    /// <summary>What a word makes of the amount of money before it ("45k", "2 lakh"); 1 for other words.</summary>
    internal decimal ScaleOf(string word) => scales.GetValueOrDefault(word, 1);

    /// <summary>The measure that a word or sign means right behind its number; null for all others.</summary>
    internal PackEntry? Glued(string word) => glued.GetValueOrDefault(word);

    /// <summary>A word without the ending that a language glues to it ("gulanya"); the word itself when it has none.</summary>
    internal string WithoutSuffix(string word) =>
        suffixes.FirstOrDefault(suffix => word.Length > suffix.Length + ShortestRoot && word.EndsWith(suffix, StringComparison.Ordinal)) is { } found ? word[..^found.Length] : word;

    /// <summary>The first word of a verb that asks ("send", "give me"), and does not only tell what one will need.</summary>
    internal bool IsImperative(string word) => imperatives.Contains(word);

    /// <summary>"you [send]", "to [send]", "she said [bring]": behind such a word a verb tells and asks for nothing.</summary>
    internal bool IsBound(string word) => bound.Contains(word);

    /// <summary>"5 sampai 8": a word that stands between the ends of a range.</summary>
    internal bool IsRange(string word) => ranges.Contains(word);

    /// <summary>"entre 5 y 8": a word before both ends of a range.</summary>
    internal bool IsBetween(string word) => between.Contains(word);

    /// <summary>"12 wala": the one of that size.</summary>
    internal bool IsOne(string word) => ones.Contains(word);

    /// <summary>An everyday thing's own name in some language: where the catalog does not know it, it is unknown and no misspelling of another.</summary>
    internal bool IsWare(string word) => wares.Contains(word);

    /// <summary>"lasun" of "lahsun": both are names of things, and sound alike.</summary>
    internal bool IsSameWare(string word, string other) => wares.Contains(other) && Consonants(word) == Consonants(other);

    private static string Consonants(string word) =>
        string.Concat(word.Where((letter, i) => "aeiouyh".IndexOf(letter, StringComparison.Ordinal) < 0 && char.IsLetter(letter) && (i == 0 || word[i - 1] != letter)));

    /// <summary>A weight or volume, of which parts can be sold.</summary>
    internal bool IsMeasure(string unit) => measures.ContainsKey(unit);

    /// <summary>A unit that holds many things ("tray"): pieces and dozens are not counted in it.</summary>
    internal bool IsVessel(string unit) => vessels.Contains(unit);

    /// <summary>What a unit measures, and how many base measures it is; null for what is counted.</summary>
    internal (string Base, decimal Factor)? MeasureOf(string unit) => measures.TryGetValue(unit, out var measure) ? measure : null;

    /// <summary>What a misspelt unit may mean: all that its near words may.</summary>
    internal PackEntry? NearUnit(string word)
    {
        var near = nearUnits.Value.Find(word);
        var entries = near.Select(known => unitWords[known]).ToList();
        if (entries.Count == 0 || !entries.TrueForAll(entry => entry.Times == entries[0].Times && entry.Measure == entries[0].Measure))
        {
            return null;
        }

        var merged = new PackEntry { Roles = Roles.Unit, Times = entries[0].Times, Measure = entries[0].Measure };
        merged.Units.AddRange(entries.SelectMany(entry => entry.Units).Distinct());
        return merged;
    }

    /// <summary>The longest phrase of any language that begins at a token.</summary>
    internal (int Length, PackPhrase? Phrase) At(List<Token> tokens, int index) =>
        phrases.Longest(tokens, index, token => token.Text);

    /// <summary>The languages know no more of the words there than that they may name a thing.</summary>
    internal bool IsThing(List<Token> tokens, int index) => At(tokens, index).Phrase is not { } phrase || phrase.Meanings.All(meaning => meaning is null or { Roles: Roles.Goods });

    private void Add(PackFile file, int language)
    {
        foreach (var measure in file.Measures ?? [])
        {
            measures.TryAdd(measure.Unit, (measure.Base, measure.Factor));
            foreach (var word in measure.Glued?.Split('|') ?? [])
            {
                glued[word] = new PackEntry { Roles = Roles.Unit, Measure = (measure.Base, measure.Factor), Units = { measure.Unit } };
            }

            AddAll(language, measure.Words, Roles.Unit, entry =>
            {
                entry.Units.Add(measure.Unit);
                entry.Measure = (measure.Base, measure.Factor);
                entry.Count = measure.Count;
            });
        }

        foreach (var unit in file.Units ?? [])
        {
            if (unit.Many)
            {
                vessels.Add(unit.Units.Split('|')[0]);
            }

            AddAll(language, unit.Words, Roles.Unit, entry =>
            {
                entry.Units.AddRange(unit.Units.Split('|'));
                entry.Count = unit.Count;
                entry.IsEither |= unit.Either;
            });
        }

        foreach (var unit in file.Multipliers ?? [])
        {
            AddAll(language, unit.Words, Roles.Unit, entry =>
            {
                entry.Units.Add(unit.Unit);
                entry.Times = unit.Times;
                entry.Count = unit.Count;
            });
        }

        foreach (var (word, value) in file.Numbers ?? [])
        {
            AddAll(language, word, Roles.Number, entry => entry.Number = value);
        }

        foreach (var (words, value) in file.Scales ?? [])
        {
            foreach (var word in words.Split('|'))
            {
                scales[Token.Fold(word)] = value;
            }
        }

        suffixes.UnionWith(file.Suffixes ?? []);
        ones.UnionWith(Words(file.Ones));
        wares.UnionWith(Words(file.Wares));
        foreach (var (kind, spellings) in file.Kinds ?? [])
        {
            Kinds.Add(file.Language, kind, spellings);
            wares.UnionWith(Words(spellings));
        }

        Kinds.AddFlavours(file.Flavours?.Split('|') ?? []);
        if (file.KindFirst)
        {
            Kinds.PutFirst(file.Language);
        }

        foreach (var (kind, narrower) in file.KindsOf ?? [])
        {
            Kinds.Widen(kind, narrower);
        }

        imperatives.UnionWith(Words(file.Imperatives));
        bound.UnionWith(Words(file.Bound));
        ranges.UnionWith(Words(file.Ranges));
        between.UnionWith(Words(file.Between));
        foreach (var (word, value) in file.Ordinals ?? [])
        {
            AddAll(language, word, Roles.Ordinal, entry => entry.Place = (int)value);
        }

        foreach (var (words, value) in file.Sizes ?? [])
        {
            AddAll(language, words, Roles.None, entry => entry.Size = value);
        }

        foreach (var (role, words) in file.Roles ?? [])
        {
            if (role == "andQuarter")
            {
                AddAll(language, words, Roles.AndHalf, entry => entry.Number = Quarter);
                continue;
            }

            var meant = Enum.Parse<Roles>(role, ignoreCase: true);
            AddAll(language, words, meant is Roles.Except or Roles.Replace ? meant | Roles.Instead : meant, _ => { });
        }

        foreach (var (intent, words) in file.Commands ?? [])
        {
            AddAll(language, words, Roles.Command, entry => entry.Intent = Enum.Parse<Intent>(intent, ignoreCase: true));
        }

        foreach (var (intent, patterns) in file.Patterns ?? [])
        {
            foreach (var pattern in patterns)
            {
                Patterns.Add(Enum.Parse<Intent>(intent, ignoreCase: true), pattern);
            }
        }
    }

    private static IEnumerable<string> Words(string? written) => written?.Split('|').Select(word => Token.Fold(word)) ?? [];

    private void AddAll(int language, string words, Roles role, Action<PackEntry> also)
    {
        foreach (var word in words.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            phrases.Add(Tokenizer.Tokenize(word).Select(token => token.Text), known =>
            {
                var phrase = known ?? new PackPhrase(Languages.Count);
                var entry = phrase.Meanings[language] ??= new PackEntry();
                entry.Roles |= role;
                also(entry);
                if (role == Roles.Unit && Token.Fold(word) is var folded && !folded.Contains(' ', StringComparison.Ordinal))
                {
                    unitWords.TryAdd(folded, entry);
                }

                return phrase;
            });
        }
    }

    private static List<PackFile> Files()
    {
        const string folder = "WhatsAppOrdering.Understanding.Packs.";
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal));
        var files = names.Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return JsonSerializer.Deserialize<PackFile>(stream, json)!;
        });
        return [.. files.OrderBy(file => file.Language != "en").ThenBy(file => file.Language, StringComparer.Ordinal)];
    }
}
