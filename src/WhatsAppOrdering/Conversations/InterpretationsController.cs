using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>What words would mean, and why. Nothing is stored and nothing is ordered.</summary>
[ApiController]
[Route(ApiSetup.Root + "/interpretations")]
public sealed class InterpretationsController(ApiReads reads) : ControllerBase
{
    [HttpPost]
    [ApiScope(ApiScopes.CatalogRead)]
    [ProducesResponseType<InterpretationBody>(StatusCodes.Status200OK)]
    public Task<IActionResult> InterpretAsync(InterpretationInput body) => reads.RunAsync(this, async work =>
    {
        var context = body.ToContext();
        if (body.RetailerId is { } retailer)
        {
            var id = new RetailerId(retailer);
            if (!await work.Db.Retailers.AnyAsync(found => found.WholesalerId == work.Wholesaler && found.Id == id, work.Ct))
            {
                return ApiAnswer.NotFound("retailer");
            }

            context = context with { Learnt = await work.Get<Questions>().LearntAsync(work.Wholesaler, id, work.Ct) };
        }

        var catalog = await work.Get<Carts>().CatalogAsync(work.Wholesaler, work.Ct);
        return ApiAnswer.Ok(InterpretationBody.Of(work.Get<Interpretations>().Of(body.Text, catalog, context)));
    });
}

/// <param name="Language">A hint; every language is understood in any case.</param>
/// <param name="Awaiting">What was asked last.</param>
/// <param name="Sku">The product that a quantity was asked for.</param>
/// <param name="Options">The products that were offered, in their order.</param>
/// <param name="Quantity">The quantity that was said before the question.</param>
/// <param name="Previous">Earlier texts of the same person, oldest first.</param>
/// <param name="RetailerId">Whose own words for products count.</param>
public sealed record InterpretationInput(
    [Required, Words(Interpreter.LongestMessage, Lines = true)] string Text,
    [Shape("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", 20)] string? Language = null,
    [MaxLength(100), NoneMissing] IReadOnlyList<BasketInput>? Basket = null,
    [Shape("confirm|quantity|product")] string? Awaiting = null,
    [Words(100)] string? Sku = null,
    [MaxLength(10), Words(100)] IReadOnlyList<string>? Options = null,
    [Range(0.0001, 1e9)] decimal? Quantity = null,
    [Words(50)] string? Unit = null,
    [MaxLength(20), Words(Interpreter.LongestMessage, Lines = true)] IReadOnlyList<string>? Previous = null,
    Guid? RetailerId = null)
{
    internal DialogueContext ToContext() => new MessageInput(null, Text)
    {
        Language = Language, Awaiting = Awaiting, Sku = Sku, Options = Options, Quantity = Quantity, Unit = Unit, Previous = Previous,
        Basket = Basket?.Select(line => new LineFormat(line.Sku, line.Quantity, line.Unit)).ToList(),
    }.ToContext();
}

public sealed record BasketInput(
    [Required, Words(100)] string Sku, [Range(0.0001, 1e9)] decimal Quantity, [Required, Words(50)] string Unit);

/// <param name="Amount">Of a payment that was told.</param>
/// <param name="Subjects">The products that a price was asked of.</param>
/// <param name="Trace">Why it was read so, for people.</param>
public sealed record InterpretationBody(
    string Intent, IReadOnlyList<ReadLine> Lines, IReadOnlyList<string> Unknown, IReadOnlyList<ReadQuestion> Questions, decimal? Amount,
    IReadOnlyList<string> Subjects, IReadOnlyList<string> Trace)
{
    internal static InterpretationBody Of(Interpretation read) => new(
        MessageOutput.Of(null, read, []).Intent,
        [.. read.Lines.Select(line => new ReadLine(line.Sku, line.Quantity, line.Unit, JsonNamingPolicy.CamelCase.ConvertName(line.Operation.ToString()), line.Confidence, line.Span))],
        read.Unknown,
        [.. read.Questions.Select(question => new ReadQuestion(question.Text, JsonNamingPolicy.CamelCase.ConvertName(question.Kind.ToString()), question.Sku, question.Options, question.Reason))],
        read.Amount, read.Subjects, [.. read.Trace.Select(step => step.ToString())]);
}

/// <param name="Op">add, remove (quantity 0: the whole line) or set.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Span">The words that it was read from.</param>
public sealed record ReadLine(string Sku, decimal Quantity, string Unit, string Op, decimal Confidence, string Span);

/// <param name="Kind">product, quantity or unit: what is to be answered.</param>
/// <param name="Sku">The product, where it is certain.</param>
/// <param name="Reason">Why it has to be asked, for people.</param>
public sealed record ReadQuestion(string Text, string Kind, string? Sku, IReadOnlyList<string> Options, string Reason);
