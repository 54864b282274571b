using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatsAppOrdering.Understanding;

/// <summary>A message to interpret as outsiders hand it in: the text and, if there was one, the dialogue around it.</summary>
public sealed record MessageInput(JsonElement? Id, string? Text)
{
    public string? Language { get; init; }

    public IReadOnlyList<LineFormat>? Basket { get; init; }

    /// <summary>What was asked last: confirm, quantity or product.</summary>
    public string? Awaiting { get; init; }

    /// <summary>The product that a quantity was asked for.</summary>
    public string? Sku { get; init; }

    /// <summary>The products that were offered, in their order.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>The quantity that was said before the question.</summary>
    public decimal? Quantity { get; init; }

    public string? Unit { get; init; }

    /// <summary>Earlier texts of the same person, oldest first.</summary>
    public IReadOnlyList<string>? Previous { get; init; }

    public DialogueContext ToContext() => new(
        Language ?? string.Empty,
        [.. (Basket ?? []).Select(line => new BasketLine(line.Sku, line.Quantity, line.Unit))],
        Awaiting switch
        {
            "confirm" => Understanding.Awaiting.Confirmation,
            "quantity" => Understanding.Awaiting.Quantity,
            "product" => Understanding.Awaiting.Product,
            _ => Understanding.Awaiting.Nothing,
        })
    {
        AskedSku = Sku,
        Options = Options ?? [],
        Quantity = Quantity,
        Unit = Unit,
        Previous = Previous ?? [],
    };
}

/// <summary>A line as outsiders see it; quantity in <paramref name="Unit"/>, op is add, remove or set.</summary>
public sealed record LineFormat(string Sku, decimal Quantity, string Unit, string? Op = null)
{
    /// <summary>From 0 to 1; of what was read only.</summary>
    public decimal? Confidence { get; init; }

    /// <summary>The words that it was read from.</summary>
    public string? Span { get; init; }
}

/// <summary>A question as outsiders see it: the words it is about, the products to choose from, and why it has to be asked.</summary>
public sealed record ClarifyFormat(string Text, IReadOnlyList<string> Options, string Reason);

/// <summary>What a message means, as outsiders see it.</summary>
public sealed record MessageOutput(
    JsonElement? Id,
    string Intent,
    IReadOnlyList<LineFormat> Lines,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<ClarifyFormat> Clarify)
{
    /// <summary>One line per message, words of every script readable.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    /// <summary>Payments only: the amount that was said.</summary>
    public decimal? Amount { get; init; }

    /// <param name="basket">What is in the cart: a line that goes altogether is given with what it has there.</param>
    public static MessageOutput Of(JsonElement? id, Interpretation read, IReadOnlyList<BasketLine> basket)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new MessageOutput(
            id, JsonNamingPolicy.KebabCaseLower.ConvertName(read.Intent.ToString()),
            [.. read.Lines.Select(line => OfLine(line, basket))],
            read.Unknown,
            [.. read.Questions.Select(OfQuestion)])
        {
            Amount = read.Amount,
        };
    }

    private static LineFormat OfLine(LineIntent line, IReadOnlyList<BasketLine> basket)
    {
        var whole = line is { Operation: LineOperation.Remove, Quantity: 0 } ? basket.FirstOrDefault(one => one.Sku == line.Sku) : null;
        return new LineFormat(line.Sku, whole?.Quantity ?? line.Quantity, whole?.Unit ?? line.Unit, JsonNamingPolicy.CamelCase.ConvertName(line.Operation.ToString()))
        {
            Confidence = line.Confidence, Span = line.Span,
        };
    }

    private static ClarifyFormat OfQuestion(Question question) =>
        new(question.Text, question.Options.Count == 0 && question.Sku is { } sku ? [sku] : question.Options, question.Reason);
}
