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
        facts["questions"] = new JsonArray([.. Enumerable.Range(0, 50).Select(_ => (JsonNode)new JsonObject
        {
            ["text"] = new string('q', 500),
            ["options"] = new JsonArray([.. Enumerable.Range(0, 50).Select(_ => (JsonNode)new string('o', 500))]),
        })]);

        var message = Sample.FreeForm(ReplyNames.CartSummary, facts).ShouldBeOfType<OutboundMessage.Buttons>();

        message.Body.Length.ShouldBeLessThanOrEqualTo(1024);
        message.Body.ShouldContain("*Total: NPR 33,750.50*");
        message.Choices.Count.ShouldBe(3);
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
        var facts = new JsonObject
        {
            ["wholesalers"] = new JsonArray([.. Enumerable.Range(1, count).Select(i => (JsonNode)new JsonObject
            {
                ["id"] = new Guid(i, 0, 0, new byte[8]), ["name"] = $"{name} {i}",
            })]),
        };

        var message = Sample.FreeForm(ReplyNames.ChooseWholesaler, facts);

        message.ShouldBeOfType(kind);
        var choices = Sample.Choices(message);
        choices.Count.ShouldBe(offered);
        choices.Select(c => c.Title).ShouldBeUnique();
        choices.ShouldAllBe(c => c.Title.Length <= (kind == typeof(OutboundMessage.List) ? 24 : 20));
        choices.Select(c => Sample.Tokens.Read(c.Id, Sample.Person)!)
            .ShouldAllBe(t => t.Action == ButtonAction.ChooseWholesaler && t.Subject == t.Wholesaler);
        Sample.Body(message).Contains("… and 4 more", StringComparison.Ordinal).ShouldBe(count == 14);
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
}
