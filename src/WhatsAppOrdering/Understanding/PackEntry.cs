namespace WhatsAppOrdering.Understanding;

/// <summary>What a phrase of a language pack can be in a message. The pack's "roles" use these names.</summary>
[Flags]
internal enum Roles : long
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
    Times = 1L << 26,
    Deny = 1L << 27,
    Paid = 1L << 28,
    Per = 1L << 29,
    Number = 1L << 30,
    Unit = 1L << 31,
    Command = 1L << 32,
    Hedge = 1L << 33,
    Month = 1L << 34,
}

/// <summary>A phrase of a pack with all that it can mean.</summary>
internal sealed class PackEntry
{
    public Roles Roles { get; set; }

    public decimal Number { get; set; }

    /// <summary>Units it can name, the likeliest first.</summary>
    public List<string> Units { get; } = [];

    /// <summary>For weights and volumes: the base measure and how many of it make one.</summary>
    public (string Base, decimal Factor)? Measure { get; set; }

    /// <summary>For "dozen" and its like: how many pieces.</summary>
    public decimal Times { get; set; } = 1;

    public Intent Intent { get; set; }

    public bool Has(Roles any) => (Roles & any) != 0;
}
