using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

public sealed class ReplyLimitTests
{
    [Fact]
    public void Sixty_lines_with_buttons_are_shortened_and_the_count_and_total_stay()
    {
        var body = Sample.FreeForm(ReplyNames.CartSummary, Sample.CartOf(60)).ShouldBeOfType<OutboundMessage.Buttons>().Body;

        body.Length.ShouldBeInRange(950, 1024);
        var shown = Regex.Count(body, @"^\d+ bag", RegexOptions.Multiline);
        body.ShouldContain($"\n… and {60 - shown} more\n*Total: NPR 33,750.50*");
        body.ShouldContain("Free credit after this order");
    }

    [Fact]
    public void A_cart_that_just_fits_is_not_shortened() =>
        Sample.Body(Sample.FreeForm(ReplyNames.CartSummary, Sample.CartOf(10))).ShouldNotContain("… and");

    [Fact]
    public void Sixty_lines_without_buttons_use_the_longer_limit() =>
        Sample.FreeForm(ReplyNames.ChangeHow, Sample.CartOf(60)).ShouldBeOfType<OutboundMessage.Text>().Body.ShouldContain("60 bag");

    [Theory]
    [InlineData("👨‍👩‍👧‍👦")]
    [InlineData("क्षि")]
    [InlineData("e\u0301\u0301\u0301")]
    public void A_cut_never_splits_a_grapheme(string grapheme)
    {
        var facts = Sample.CartOf(60, string.Concat(Enumerable.Repeat(grapheme, 400)));

        var body = Sample.Body(Sample.FreeForm(ReplyNames.CartSummary, facts));

        body.Length.ShouldBeLessThanOrEqualTo(1024);
        var name = Regex.Match(body, "bag (?<name>.*)…: NPR").Groups["name"].Value;
        name.Length.ShouldBeGreaterThan(50);
        name.Replace(grapheme, "").ShouldBeEmpty();
    }

    [Fact]
    public void Everything_too_long_at_once_still_fits()
    {
        var facts = Sample.CartOf(60, new string('x', 400));
        facts["shop"] = new string('s', 5000);
        facts["unknown"] = new JsonArray([.. Enumerable.Range(0, 50).Select(_ => (JsonNode)new string('u', 500))]);

        var message = Sample.FreeForm(ReplyNames.CartSummary, facts).ShouldBeOfType<OutboundMessage.Buttons>();

        message.Body.Length.ShouldBeLessThanOrEqualTo(1024);
        message.Body.ShouldContain("*Total: NPR 33,750.50*");
        message.Choices.Count.ShouldBe(3);
    }

    [Fact]
    public void A_question_after_a_long_order_still_shows_every_choice()
    {
        var facts = Sample.Facts(ReplyNames.Question);
        facts["lines"] = Sample.CartOf(60, new string('x', 400))["lines"]!.DeepClone();
        facts["unknown"] = new JsonArray([.. Enumerable.Range(0, 50).Select(_ => (JsonNode)new string('u', 500))]);
        facts["text"] = new string('q', 500);
        facts["choices"] = new JsonArray([.. Enumerable.Range(1, 10).Select(i => (JsonNode)new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(), ["name"] = $"Oil {i}", ["place"] = i,
        })]);

        var message = Sample.FreeForm(ReplyNames.Question, facts).ShouldBeOfType<OutboundMessage.List>();

        message.Body.Length.ShouldBeLessThanOrEqualTo(1024);
        message.Rows.Count.ShouldBe(10);
    }

    [Fact]
    public void A_name_with_line_breaks_cannot_forge_a_line()
    {
        var facts = Sample.CartOf(1, "Rice\r\n\u2028*Total: NPR 1*\u202E");

        Sample.Body(Sample.FreeForm(ReplyNames.CartSummary, facts)).ShouldContain("1 bag Rice *Total: NPR 1* 1: NPR 3,250\n");
    }

    [Theory]
    [InlineData(3, "Himal Traders", typeof(OutboundMessage.Buttons), 3)]
    [InlineData(3, "A wholesaler with a very long name", typeof(OutboundMessage.List), 3)]
    [InlineData(4, "Himal Traders", typeof(OutboundMessage.List), 4)]
    [InlineData(14, "Himal Traders", typeof(OutboundMessage.List), 10)]
    public void Wholesalers_are_offered_as_buttons_or_as_a_list(int count, string name, Type kind, int offered)
    {
        var message = Sample.FreeForm(ReplyNames.ChooseWholesaler, Wholesalers(count, name));

        message.ShouldBeOfType(kind);
        var choices = Sample.Choices(message);
        choices.Count.ShouldBe(offered);
        choices.Select(c => c.Title).ShouldBeUnique();
        choices.ShouldAllBe(c => c.Title.Length <= (kind == typeof(OutboundMessage.List) ? 24 : 20));
        choices.Select(c => Sample.Tokens.Read(c.Id, Sample.Person)!)
            .ShouldAllBe(t => (t.Action == ButtonAction.ChooseWholesaler || t.Action == ButtonAction.MoreWholesalers) && t.Subject == t.Wholesaler);
        choices.Any(c => c.Title == "More…").ShouldBe(count > 10);
        Sample.Body(message).Contains("… and 5 more", StringComparison.Ordinal).ShouldBe(count == 14);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(14)]
    public void A_page_of_long_names_offers_only_those_that_it_says_in_full(int count)
    {
        var message = Sample.FreeForm(ReplyNames.ChooseWholesaler, Wholesalers(count, new string('x', 115))).ShouldBeOfType<OutboundMessage.List>();

        OutboundLimits.Broken(message).ShouldBeNull();
        var offered = message.Rows.Take(message.Rows.Count - 1).ToList();
        offered.Select(row => row.Title).ShouldBeUnique();
        message.Body.Split('\n').Count(line => line.Contains("xxx", StringComparison.Ordinal)).ShouldBe(offered.Count);
        message.Body.ShouldEndWith($"… and {count - offered.Count} more");
        var more = Sample.Tokens.Read(message.Rows[^1].Id, Sample.Person)!;
        (more.Action, more.Subject).ShouldBe((ButtonAction.MoreWholesalers, new Guid(offered.Count, 0, 0, new byte[8])));
    }

    [Fact]
    public void A_choice_that_neither_rows_nor_words_can_say_in_full_is_numbered_text()
    {
        var facts = Sample.Facts(ReplyNames.Question);
        facts["choices"] = new JsonArray([.. Enumerable.Range(1, 10).Select(i => (JsonNode)new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(), ["name"] = $"{new string('x', 110)} {i}", ["place"] = i,
        })]);

        var message = Sample.FreeForm(ReplyNames.Question, facts).ShouldBeOfType<OutboundMessage.Text>();

        OutboundLimits.Broken(message).ShouldBeNull();
        Enumerable.Range(1, 10).ShouldAllBe(i => message.Body.Contains($"\n{i}. {new string('x', 110)} {i}", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_button_carries_what_it_is_about()
    {
        var choices = Sample.Choices(Sample.FreeForm(ReplyNames.OrderRequest, Sample.Facts(ReplyNames.OrderRequest)));

        choices.Select(c => Sample.Tokens.Read(c.Id, Sample.Person)).ShouldBe(
        [
            new ButtonToken(Sample.Wholesaler, Sample.Subject, 3, ButtonAction.ConfirmOrder),
            new ButtonToken(Sample.Wholesaler, Sample.Subject, 3, ButtonAction.RejectOrder),
        ]);
    }

    private static JsonObject Wholesalers(int count, string name) => new()
    {
        ["wholesalers"] = new JsonArray([.. Enumerable.Range(1, count).Select(i => (JsonNode)new JsonObject
        {
            ["id"] = new Guid(i, 0, 0, new byte[8]), ["name"] = $"{name} {i}", ["place"] = i,
        })]),
    };
}
