namespace WhatsAppOrdering.Understanding;

/// <summary>What a phrase of a language pack can be in a message. The pack's "roles" use these names.</summary>
[Flags]
internal enum Roles : ulong
{
    None = 0,
    Filler = 1L << 0,
    Greeting = 1L << 1,
    Thanks = 1L << 2,
    Request = 1L << 3,
    Add = 1L << 4,
    Remove = 1L << 5,
    Set = 1L << 6,
    Each = 1L << 7,
    Instead = 1L << 8,
    To = 1L << 9,
    From = 1L << 10,
    By = 1L << 11,
    And = 1L << 12,
    Or = 1L << 13,
    Question = 1L << 14,
    Price = 1L << 15,
    Past = 1L << 16,
    Stock = 1L << 17,
    Prose = 1L << 18,
    Currency = 1L << 19,
    Reference = 1L << 20,
    Date = 1L << 21,
    Vague = 1L << 22,
    Header = 1L << 23,
    Goods = 1L << 24,
    Article = 1L << 25,
    Deny = 1L << 26,
    Paid = 1L << 27,
    Per = 1L << 28,
    Number = 1L << 29,
    Unit = 1L << 30,
    Command = 1L << 31,
    Hedge = 1L << 32,
    Month = 1L << 33,
    Negate = 1L << 34,
    Correct = 1L << 35,
    Except = 1L << 36,
    Ask = 1L << 37,
    Transfer = 1L << 38,
    Money = 1L << 39,
    Ordinal = 1L << 40,
    AndHalf = 1L << 41,
    Replace = 1L << 42,
    Keep = 1L << 43,

    /// <summary>Common words that no product is named by and that change nothing ("big", "with", "all").</summary>
    Known = 1L << 44,

    /// <summary>Words of our own bubbles: the message is one of ours, quoted or sent back.</summary>
    Echo = 1L << 45,

    /// <summary>"the big one": the larger of two sizes.</summary>
    Big = 1L << 46,

    /// <summary>"the small one".</summary>
    Small = 1L << 47,

    /// <summary>"but": what stands before it is told, and something else begins.</summary>
    But = 1L << 48,

    /// <summary>"to", "from", "dear": a name that follows is a person's or a place's.</summary>
    Names = 1L << 49,

    /// <summary>"order": a long number behind it is its own.</summary>
    Numbered = 1L << 50,

    /// <summary>"everything": what a cart holds as a whole.</summary>
    All = 1L << 51,

    /// <summary>"the rest": all that was not named.</summary>
    Rest = 1L << 52,

    /// <summary>"if there is none", "if you have it": what is asked for depends on it.</summary>
    Else = 1L << 53,

    /// <summary>"only": of what is in the cart, so many and no more.</summary>
    Only = 1L << 54,

    /// <summary>"is finished": what there is no more of is what more is asked of.</summary>
    Gone = 1L << 55,

    /// <summary>"ki jagah": in place of what stands before it, not behind it.</summary>
    Behind = 1L << 56,

    /// <summary>"confirm", "place the order": a yes that names the ordering itself.</summary>
    Orders = 1L << 57,

    /// <summary>"double it": twice what the cart has.</summary>
    Double = 1L << 58,

    /// <summary>"expensive", "too high": of a price it tells, and asks for none.</summary>
    Dear = 1L << 59,

    /// <summary>"if": what follows is the condition, and what stood before it is asked for.</summary>
    If = 1L << 60,

    /// <summary>"wait": at a message's beginning, before what is asked for, it takes nothing back.</summary>
    Wait = 1L << 61,

    /// <summary>"both": of the things that were offered, every one.</summary>
    Both = 1L << 62,

    /// <summary>"size", "no.": the number behind it says which one of a thing's kinds.</summary>
    Sized = 1UL << 63,
}

/// <summary>A phrase of a pack with all that it can mean.</summary>
internal sealed class PackEntry
{
    public Roles Roles { get; set; }

    public decimal Number { get; set; }

    /// <summary>For "and a half", "and a quarter": how much more it is.</summary>
    public decimal Part => Number is > 0 and < 1 ? Number : 0.5m;

    /// <summary>Units it can name, the likeliest first.</summary>
    public List<string> Units { get; } = [];

    /// <summary>For weights and volumes: the base measure and how many of it make one.</summary>
    public (string Base, decimal Factor)? Measure { get; set; }

    /// <summary>For "dozen" and its like: how many pieces.</summary>
    public decimal Times { get; set; } = 1;

    /// <summary>For the dual form of a unit: two, said without a number. Null for every other form.</summary>
    public decimal? Count { get; set; }

    /// <summary>"caja" is a box or a carton: of two that a product has, its usual one.</summary>
    public bool IsEither { get; set; }

    public Intent Intent { get; set; }

    /// <summary>For "M" or "medium": its place among the sizes that clothes and gloves have.</summary>
    public decimal? Size { get; set; }

    /// <summary>For "the second": its place, from 1.</summary>
    public int Place { get; set; }

    public bool Has(Roles any) => (Roles & any) != 0;
}

/// <summary>A phrase with what it means in each language that has it.</summary>
internal sealed class PackPhrase(int languages)
{
    /// <summary>Meanings that keep words from being an order.</summary>
    private const Roles Cautions = Roles.Past | Roles.Stock | Roles.Hedge | Roles.Vague;

    public PackEntry?[] Meanings { get; } = new PackEntry?[languages];

    /// <summary>Its place among the sizes of clothes, whatever the language.</summary>
    public decimal? Size => Array.Find(Meanings, entry => entry?.Size is not null)?.Size;

    /// <summary>What it means in the language that the message speaks most, of those that know it; between equals a command, then the person's own language.</summary>
    public PackEntry In(int[] votes, int own)
    {
        var best = -1;
        for (var language = 0; language < Meanings.Length; language++)
        {
            if (Meanings[language] is { } meaning && (best < 0 || Meanings[best]!.Roles == 0
                || (meaning.Roles != 0 && (votes[language] > votes[best] || (votes[language] == votes[best] && Prefer(meaning, Meanings[best]!, language == own))))))
            {
                best = language;
            }
        }

        return Meanings[best]!;
    }

    private static bool Prefer(PackEntry meaning, PackEntry best, bool own) =>
        meaning.Has(Roles.Command) != best.Has(Roles.Command) ? meaning.Has(Roles.Command)
        : best.Has(Cautions) ? own && meaning.Has(Cautions) : own || meaning.Has(Cautions);

    /// <summary>The first meaning that names a measure, whatever the language.</summary>
    public PackEntry? Measure => Array.Find(Meanings, entry => entry?.Measure is not null);
}
