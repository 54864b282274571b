using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Tests.Replies;
using WhatsAppOrdering.Tests.Understanding;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Conversations;

/// <summary>What a bubble gives as an example does, typed, what the bubble says: in each language, with each product of the demonstration.</summary>
public sealed partial class SuggestedWordsTests
{
    public static TheoryData<string> Languages => [.. ReplyLanguage.All.Select(language => language.Code)];

    private static IReadOnlyList<CatalogProduct> Products => TestCatalog.Snapshot.Products;

    [Theory]
    [MemberData(nameof(Languages))]
    public void How_to_change_a_cart(string language)
    {
        foreach (var (first, last) in Products.Zip(Products.Skip(1)))
        {
            var facts = Sample.Facts(ReplyNames.ChangeHow);
            (facts["first"], facts["last"], facts["addition"]) = (first.Name, last.Name, $"1 {last.DefaultUnit} {last.Name}");
            var context = TestCatalog.Empty with
            {
                Language = language,
                Awaiting = Awaiting.Confirmation,
                Basket = [new BasketLine(first.Sku, 5, first.DefaultUnit), new BasketLine(last.Sku, 7, last.DefaultUnit)],
            };

            var read = Quoted(ReplyNames.ChangeHow, language, facts).Select(words => Lines(words, context)).ToList();

            read.ShouldBe([$"Set 2 {first.Sku}", $"Add 1 {last.Sku}", $"Remove {last.Sku}"], $"{language}: {Body(ReplyNames.ChangeHow, language, facts)}");
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void What_a_product_costs(string language)
    {
        foreach (var product in Products)
        {
            var facts = new JsonObject { ["prices"] = new JsonArray(), ["product"] = product.Name };

            var words = Quoted(ReplyNames.Price, language, facts).ShouldHaveSingleItem();

            var read = Interpreter.Interpret(words, TestCatalog.Index, TestCatalog.Empty with { Language = language });
            read.Intent.ShouldBe(Intent.Price, words);
            // Another size of it may be told too.
            read.Subjects.ShouldContain(product.Sku, words);
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void What_help_names(string language)
    {
        Intents(ReplyNames.Help, language, new JsonObject { ["examples"] = new JsonArray() }).ShouldBe(
            [Intent.Reorder, Intent.Balance, Intent.Statement, Intent.Status, Intent.Cancel, Intent.Human, Intent.Language]);
        var approver = Intents(ReplyNames.ApproverHelp, language, []);
        approver.Count.ShouldBe(4);
        (approver[2], approver[3]).ShouldBe((Intent.Balance, Intent.Language));
        approver[0].ShouldNotBeOneOf(Intent.Balance, Intent.Statement, Intent.Help, Intent.Language);
        Interpreter.OrderNumberIn(Bold().Matches(Body(ReplyNames.ApproverHelp, language, []))[1].Groups[1].Value).ShouldBe(1002);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void What_units_are_called(string language)
    {
        foreach (var (product, unit) in Products.SelectMany(product => product.Units.Select(unit => (product, unit.Unit))))
        {
            foreach (var quantity in new[] { 1, 5 })
            {
                var facts = Sample.Facts(ReplyNames.ChangeHow);
                facts["lines"] = new JsonArray(new JsonObject { ["quantity"] = quantity, ["unit"] = unit, ["name"] = product.Name });
                var line = Body(ReplyNames.ChangeHow, language, facts).Split('\n')[1];

                Interpreter.Interpret(line, TestCatalog.Index, TestCatalog.Empty with { Language = language }).Lines
                    .Select(read => (read.Sku, read.Quantity, read.Unit)).ShouldBe([(product.Sku, quantity, unit)], line);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_confirm_button_typed(string language)
    {
        var title = Sample.Choices(Sample.Renderer.RenderFreeForm(ReplyNames.SameAgain, language, Sample.Facts(ReplyNames.SameAgain).Element(), Sample.Context))[1].Title;

        var read = Interpreter.Interpret(title, TestCatalog.Index, TestCatalog.Empty with { Language = language, Awaiting = Awaiting.Confirmation });

        (read.Intent, read.NamesOrdering).ShouldBe((Intent.Confirm, true), title);
    }

    private static List<Intent> Intents(string reply, string language, JsonObject facts) =>
        [.. Bold().Matches(Body(reply, language, facts)).Select(match =>
            Interpreter.Interpret(match.Groups[1].Value, TestCatalog.Index, TestCatalog.Empty with { Language = language }).Intent)];

    private static string Lines(string words, DialogueContext context) => string.Join(", ", Interpreter.Interpret(words, TestCatalog.Index, context).Lines.Select(line =>
        line.Operation == LineOperation.Remove ? $"Remove {line.Sku}" : $"{line.Operation} {line.Quantity:0.##} {line.Sku}"));

    private static IEnumerable<string> Quoted(string reply, string language, JsonObject facts) =>
        Quotes().Matches(Body(reply, language, facts)).Select(match => match.Groups[1].Value);

    private static string Body(string reply, string language, JsonObject facts) =>
        Sample.Body(Sample.Renderer.RenderFreeForm(reply, language, facts.Element(), Sample.Context));

    [GeneratedRegex(@"^\*([^*\n]+)\*:", RegexOptions.Multiline)]
    private static partial Regex Bold();

    [GeneratedRegex("[“«]([^”»]+)[”»]")]
    private static partial Regex Quotes();
}
