namespace WhatsAppOrdering.Understanding;

internal enum ElementKind
{
    Product, Unknown, Quantity, Unclear, Separator, Sign,
}

/// <summary>A part of a sentence that matters to an order; words that do not matter leave none.</summary>
internal sealed record Element(ElementKind Kind, int First, int Last)
{
    public Mention? Mention { get; init; }

    public Quantity? Quantity { get; init; }

    /// <summary>"24s": how many a pack holds, which is no quantity where the catalog says the same.</summary>
    public decimal? PackCount { get; init; }

    /// <summary>A bare number right behind a "no": what is not meant, or nothing that can be told.</summary>
    public decimal? Denied { get; init; }

    /// <summary>The same with its unit: what is meant after all, where the cart has another number ("no 3 trays").</summary>
    public Quantity? DeniedAs { get; init; }

    /// <summary>"3 to 5": a range, or what was and what is to be, which only the cart can tell.</summary>
    public (decimal Was, Quantity Now)? FromTo { get; init; }

    /// <summary>What a sign (a verb such as "remove", "to", "each") can mean.</summary>
    public Roles Roles { get; init; }

    /// <summary>A verb that asks, and no word before it makes it a part of what is told.</summary>
    public bool IsFree { get; init; }

    public bool IsNode => Kind is ElementKind.Product or ElementKind.Unknown;

    public bool IsAmount => Kind is ElementKind.Quantity or ElementKind.Unclear;
}

/// <summary>A number, a unit word, or both.</summary>
internal sealed record Quantity(decimal? Number, UnitMention? Unit, (string Base, decimal Factor)? Measure)
{
    public bool IsBare => Unit is null;
}

/// <summary>A sentence or line of the message, read into elements.</summary>
internal sealed class Sentence
{
    public List<Element> Elements { get; } = [];

    /// <summary>What its words can be, taken together.</summary>
    public Roles Roles { get; set; }

    /// <summary>What each of its words can be, and where it stands.</summary>
    public List<(int At, Roles Roles)> Marks { get; } = [];

    public int Words { get; set; }

    public bool IsAsked { get; set; }

    public bool EndsInColon { get; set; }

    public bool IsQuoted { get; set; }

    /// <summary>Whole lines beside words that may take them back.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>It was cut from what is asked for, and only tells.</summary>
    public bool IsTold { get; set; }

    /// <summary>Where its first verb stands that asks for something; null when none does.</summary>
    public int? Asking { get; set; }

    /// <summary>It asks for an earlier order again.</summary>
    public bool Repeats { get; set; }

    /// <summary>A product in it is only near to what was written.</summary>
    public bool IsGuessed { get; set; }

    /// <summary>An empty line stands before it.</summary>
    public bool AfterBlank { get; set; }

    /// <summary>It shares its line with the sentence before.</summary>
    public bool SameLine { get; set; }

    /// <summary>Forgets some of its words: what they can be is no longer its own.</summary>
    public void Forget(Predicate<(int At, Roles Roles)> which)
    {
        Marks.RemoveAll(which);
        Roles = Marks.Aggregate(Roles.None, (all, mark) => all | mark.Roles);
    }

    public bool HasProducts => Elements.Exists(e => e.Kind == ElementKind.Product);

    public bool HasAmounts => Elements.Exists(e => e.IsAmount);

    /// <summary>An amount in it is more than a measure, which may be the size of a thing.</summary>
    public bool HasCounts => Elements.Exists(e => e.IsAmount && e.Quantity is not { Measure: not null, Number: not null });

    public bool Has(Roles any) => (Roles & any) != 0;
}
