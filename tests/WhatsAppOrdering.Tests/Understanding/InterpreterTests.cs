using System.Globalization;
using System.Text.Json;
using Shouldly;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Understanding;

public sealed class InterpreterTests
{
    private static readonly JsonSerializerOptions web = new(JsonSerializerDefaults.Web);

    public static TheoryData<string> Messages => [.. TestCatalog.ReadLines("messages.jsonl")];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_read_as_its_label_says(string json)
    {
        var label = JsonSerializer.Deserialize<Label>(json, web)!;

        var read = Interpreter.Interpret(label.Text, TestCatalog.Index, label.Context());

        var why = $"{label.Text}\n{string.Join('\n', read.Trace)}";
        read.Lines.Select(Show).ShouldBe(label.Lines, why);
        read.Questions.Select(Show).ShouldBe(label.Ask, why);
        read.Unknown.ShouldBe(label.Unknown, why);
        read.Intent.ToString().ShouldBe(label.Intent, why);
        read.Amount.ShouldBe(label.Amount, why);
    }

    [Fact]
    public void The_table_holds_enough_messages_that_are_no_orders()
    {
        var labels = TestCatalog.ReadLines("messages.jsonl").Select(json => JsonSerializer.Deserialize<Label>(json, web)!).ToList();

        labels.Count.ShouldBeGreaterThan(120);
        labels.Count(label => label.Lines.Length == 0 && label.Intent != "Clarify").ShouldBeGreaterThan(40);
    }

    [Fact]
    public void A_price_question_tells_the_products_it_speaks_of() =>
        Interpreter.Interpret("how much is sugar?", TestCatalog.Index, TestCatalog.Empty).Subjects.ShouldBe(["SUGAR-50"]);

    [Fact]
    public void A_line_keeps_the_words_it_came_from() =>
        Interpreter.Interpret("hi, 5 bag Sugar pls", TestCatalog.Index, TestCatalog.Empty).Lines[0].Span.ShouldBe("5 bag Sugar");

    [Fact]
    public void The_trace_tells_rule_words_and_what_else_was_in_question()
    {
        var step = Interpreter.Interpret("2 ctn coke", TestCatalog.Index, TestCatalog.Empty).Trace[0];

        step.ShouldSatisfyAllConditions(
            () => step.Rule.ShouldBe("asked, several products share the name"),
            () => step.Span.ShouldBe("2 ctn coke"),
            () => step.Alternatives.Count.ShouldBeGreaterThan(1));
    }

    [Fact]
    public void A_question_keeps_what_was_already_said()
    {
        var question = Interpreter.Interpret("2 ctn coke", TestCatalog.Index, TestCatalog.Empty).Questions.ShouldHaveSingleItem();

        question.ShouldSatisfyAllConditions(
            () => question.Text.ShouldBe("2 ctn coke"),
            () => question.Quantity.ShouldBe(2),
            () => question.Unit.ShouldBe("ctn"),
            () => question.Kind.ShouldBe(QuestionKind.Product));
    }

    private static string Show(LineIntent line)
    {
        var sign = line.Operation switch { LineOperation.Add => '+', LineOperation.Remove => '-', _ => '=' };
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{line.Quantity} {line.Unit} {line.Sku}");
    }

    private static string Show(Question question) =>
        $"{question.Kind.ToString().ToLowerInvariant()} {(question.Kind == QuestionKind.Product ? string.Join(',', question.Options) : question.Sku)}";

    private sealed record Label(string Text, string Intent)
    {
        public string[] Lines { get; init; } = [];

        public string[] Ask { get; init; } = [];

        public string[] Unknown { get; init; } = [];

        public JsonElement[][] Basket { get; init; } = [];

        public string? Awaiting { get; init; }

        public decimal? Amount { get; init; }

        public DialogueContext Context() => new(
            "en",
            [.. Basket.Select(line => new BasketLine(line[0].GetString()!, line[1].GetDecimal(), line[2].GetString()!))],
            Awaiting is null ? WhatsAppOrdering.Understanding.Awaiting.Nothing : Enum.Parse<Awaiting>(Awaiting));
    }
}
