using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>A question that the shop was asked and has not answered yet; each choice has an id of its own for its button.</summary>
public sealed record OpenQuestion(
    string Text, string Name, QuestionKind Kind, string? Sku, IReadOnlyList<Choice> Choices, decimal? Quantity, string? Unit, LineOperation Operation)
{
    /// <summary>How often it was asked, so that nobody reads the same words twice in a row.</summary>
    public int Times { get; init; }

    public static OpenQuestion Of(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new OpenQuestion(
            question.Text, question.Name, question.Kind, question.Sku ?? (question.Kind != QuestionKind.Product && question.Options is [var only, ..] ? only : null),
            question.Kind == QuestionKind.Product ? [.. question.Options.Select(sku => new Choice(Guid.NewGuid(), sku))] : [],
            question.Quantity, question.Unit, question.Operation);
    }

    /// <summary>How many of a product that was only talked about.</summary>
    public static OpenQuestion HowMany(CatalogProduct product)
    {
        ArgumentNullException.ThrowIfNull(product);
        return new OpenQuestion(product.Name, product.Name, QuestionKind.Quantity, product.Sku, [], null, product.DefaultUnit, LineOperation.Set);
    }

    /// <summary>How many of a line of the cart instead.</summary>
    public static OpenQuestion AboutLine(CartLine line, string name)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new OpenQuestion(name, name, QuestionKind.Quantity, line.Sku, [], null, line.Unit, LineOperation.Set);
    }

    /// <summary>Whether it asks the same: about the same words, or about the same product.</summary>
    public bool IsLike(OpenQuestion other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Name == other.Name || (Sku is not null && Sku == other.Sku);
    }

    /// <summary>What the interpreter must know to read the answer.</summary>
    public DialogueContext In(DialogueContext context) => context with
    {
        Awaiting = Kind == QuestionKind.Product ? Awaiting.Product : Awaiting.Quantity,
        AskedSku = Sku,
        Options = [.. Choices.Select(choice => choice.Sku)],
        Quantity = Quantity,
        Unit = Unit,
    };
}

/// <summary>One of the products that a question offers.</summary>
public sealed record Choice(Guid Id, string Sku);
