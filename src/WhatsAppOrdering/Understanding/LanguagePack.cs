using System.Reflection;
using System.Text.Json;

namespace WhatsAppOrdering.Understanding;

/// <summary>A language as data: spellings of units, numbers, commands and the words around an order. Read from an embedded JSON file.</summary>
public sealed class LanguagePack
{
    private static readonly Lazy<LanguagePack> en = new(() => Load("en"));
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web);

    private readonly PhraseTrie<PackEntry> phrases = new();

    private readonly HashSet<string> measures;

    private LanguagePack(PackFile file)
    {
        measures = file.Measures.Select(m => m.Unit).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var measure in file.Measures)
        {
            AddUnit(measure.Unit, measure.Words, entry => entry.Measure = (measure.Base, measure.Factor));
        }

        foreach (var unit in file.Units)
        {
            AddUnit(unit.Unit, unit.Words, _ => { });
        }

        foreach (var unit in file.Multipliers)
        {
            AddUnit(unit.Unit, unit.Words, entry => entry.Times = unit.Times);
        }

        foreach (var (word, value) in file.Numbers)
        {
            AddPhrase(word, Roles.Number, entry => entry.Number = value);
        }

        foreach (var (role, words) in file.Roles)
        {
            AddAll(words, Enum.Parse<Roles>(role, ignoreCase: true), _ => { });
        }

        foreach (var (intent, words) in file.Commands)
        {
            AddAll(words, Roles.Command, entry => entry.Intent = Enum.Parse<Intent>(intent, ignoreCase: true));
        }
    }

    /// <summary>The English pack.</summary>
    public static LanguagePack English => en.Value;

    /// <summary>A weight or volume, of which parts can be sold.</summary>
    internal bool IsMeasure(string unit) => measures.Contains(unit);

    /// <summary>The longest phrase of the pack that begins at each token.</summary>
    internal (int Length, PackEntry? Entry) At(List<Token> tokens, int index) =>
        phrases.Longest(tokens, index, token => token.Text);

    private void AddUnit(string unit, IEnumerable<string> words, Action<PackEntry> also) =>
        AddAll(words, Roles.Unit, entry =>
        {
            entry.Units.Add(unit);
            also(entry);
        });

    private void AddAll(IEnumerable<string> words, Roles role, Action<PackEntry> also)
    {
        foreach (var word in words)
        {
            AddPhrase(word, role, also);
        }
    }

    private void AddPhrase(string phrase, Roles role, Action<PackEntry> also) =>
        phrases.Add(Tokenizer.Tokenize(phrase).Select(token => token.Text), known =>
        {
            var entry = known ?? new PackEntry();
            entry.Roles |= role;
            also(entry);
            return entry;
        });

    private static LanguagePack Load(string language)
    {
        var name = $"WhatsAppOrdering.Understanding.Packs.{language}.json";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The language pack {name} is not embedded.");
        return new LanguagePack(JsonSerializer.Deserialize<PackFile>(stream, json)!);
    }
}

internal sealed record PackFile(
    IReadOnlyList<PackUnit> Units,
    IReadOnlyList<PackMeasure> Measures,
    IReadOnlyList<PackMultiplier> Multipliers,
    IReadOnlyDictionary<string, decimal> Numbers,
    IReadOnlyDictionary<string, string[]> Roles,
    IReadOnlyDictionary<string, string[]> Commands);

internal sealed record PackUnit(string Unit, string[] Words);

internal sealed record PackMeasure(string Unit, string Base, decimal Factor, string[] Words);

internal sealed record PackMultiplier(string Unit, decimal Times, string[] Words);
