namespace WhatsAppOrdering.Understanding;

/// <summary>What a message means, as far as it can be told without guessing.</summary>
public sealed record Interpretation(
    Intent Intent,
    IReadOnlyList<LineIntent> Lines,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<Question> Questions,
    decimal? Amount)
{
    /// <summary>Products that a price question speaks of, at most ten skus.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>The message answers what was asked last.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>How many of its lines, the first, answer what was asked; the others were ordered behind the answer.</summary>
    public int AnsweredLines { get; init; }

    /// <summary>The order that a command names by its number: "cancel 1005".</summary>
    public long? OrderNumber { get; init; }

    /// <summary>The order that a command names by its place in a list: "cancel the first".</summary>
    public int? OrderPlace { get; init; }

    /// <summary>A word of thanks and nothing else.</summary>
    public bool IsThanks { get; init; }

    /// <summary>The yes names the ordering itself ("confirm"), whatever was asked.</summary>
    public bool NamesOrdering { get; init; }

    /// <summary>Why each part was read as it was, for the office page and for tests.</summary>
    public IReadOnlyList<TraceStep> Trace { get; init; } = [];

    /// <summary>How often the words and signs of the message were looked at: the work done, which no clock blurs.</summary>
    public int Looks { get; init; }
}

/// <summary>One decision: the rule, the words that it looked at (empty: the message), and what else was in question (skus or words).</summary>
public sealed record TraceStep(string Rule, string Span, IReadOnlyList<string> Alternatives)
{
    internal TraceStep(string rule, string span = "")
        : this(rule, span, [])
    {
    }

    /// <summary>For people.</summary>
    public override string ToString() =>
        (Span.Length > 0 ? $"\"{Span}\": " : "") + Rule + (Alternatives.Count > 1 ? $" ({string.Join(", ", Alternatives)})" : "");
}

/// <summary>
/// The intents that the dialogue knows. <see cref="Clarify"/>: something was meant as an order but needs an answer first.
/// <see cref="Keep"/>: no to <see cref="Awaiting.Cancellation"/>, to which a yes is <see cref="Cancel"/>.
/// </summary>
public enum Intent
{
    None, Order, Add, Remove, ChangeQuantity, Confirm, Cancel, Reorder, Status, Balance, Statement,
    Payment, Price, Help, Greeting, Language, Human, Stop, Clarify, Keep,
}

/// <summary>One line for the cart: quantity in <paramref name="Unit"/>, which is one of the product's units.</summary>
public sealed record LineIntent(string Sku, decimal Quantity, string Unit, LineOperation Operation, string Span)
{
    /// <summary>From 0 to 1. What is below certainty was respelt, taken from the shop's own words, or has its usual unit.</summary>
    public decimal Confidence { get; init; } = 1;
}

/// <summary>How a line changes the cart: add to what is there, take away (quantity 0: the whole line), or set the quantity.</summary>
public enum LineOperation
{
    Add, Remove, Set,
}

/// <summary>A question to ask: the words it is about and the products it may mean, at most ten (empty: the quantity is missing).</summary>
public sealed record Question(string Text, IReadOnlyList<string> Options)
{
    /// <summary>What is to be answered.</summary>
    public QuestionKind Kind { get; init; }

    /// <summary>What stands in the way of a line, for people: "several products share the name".</summary>
    public string Reason { get; init; } = "";

    /// <summary>The words that name the thing, without its amounts; folded, so that an answer can be remembered for them.</summary>
    public string Name { get; init; } = "";

    /// <summary>The product, where it is already certain.</summary>
    public string? Sku { get; init; }

    /// <summary>The quantity that was read, to go on with once the product or unit is known.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>The unit that was read, as the retailer wrote it.</summary>
    public string? Unit { get; init; }

    /// <summary>What is to be done with the line once it is answered.</summary>
    public LineOperation Operation { get; init; }
}

/// <summary>What a question asks: which product, how many, or in which of the product's units.</summary>
public enum QuestionKind
{
    Product, Quantity, Unit,
}

/// <summary>What the dialogue knows when a message comes: the cart, and what was asked last.</summary>
public sealed record DialogueContext(
    string Language,
    IReadOnlyList<BasketLine> Basket,
    Awaiting Awaiting)
{
    /// <summary>The product that a quantity was asked for.</summary>
    public string? AskedSku { get; init; }

    /// <summary>The skus that were offered, in their order.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The quantity and unit that were said before the question.</summary>
    public decimal? Quantity { get; init; }

    /// <inheritdoc cref="Quantity"/>
    public string? Unit { get; init; }

    /// <summary>Earlier texts of the same person, oldest first.</summary>
    public IReadOnlyList<string> Previous { get; init; } = [];

    /// <summary>This retailer's own words: each phrase with the sku that he confirmed for it last.</summary>
    public IReadOnlyDictionary<string, string> Learnt { get; init; } = new Dictionary<string, string>();
}

/// <summary>A line that is in the cart already.</summary>
public sealed record BasketLine(string Sku, decimal Quantity, string Unit);

/// <summary>What we asked for last, if anything. Cancellation: whether an order is really to be cancelled.</summary>
public enum Awaiting
{
    Nothing, Confirmation, Quantity, Product, Cancellation,
}
