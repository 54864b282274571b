using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

public sealed class ReplyWordsTests
{
    public static TheoryData<string> Replies => [.. ReplyNames.All];

    [Theory]
    [MemberData(nameof(Replies))]
    public void Each_reply_says_exactly_the_expected_words(string reply)
    {
        var message = Sample.FreeForm(reply, Sample.Facts(reply));

        var buttons = string.Concat(Sample.Choices(message).Select(c => $"\n[{c.Title}]"));
        var (said, file) = (Sample.Body(message) + buttons + "\n", Sample.File("Expected", reply + ".txt"));
        if (Environment.GetEnvironmentVariable("ACCEPT_WORDS") is not null)
        {
            File.WriteAllText(file, said);
        }

        said.ShouldBe(File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("CREDIT_BLOCKED", "Overdue payments", "*Not ordered: NPR 75,000*\nYour wholesaler has stopped new orders on credit: Overdue payments.\nPlease talk to them, then try again.")]
    [InlineData("CREDIT_CLOSED", null, "*Not ordered: NPR 75,000*\nYour credit account with this wholesaler is closed. Please talk to them.")]
    [InlineData("OVERDUE", null, "*Not ordered: NPR 75,000*\nNPR 12,000 is overdue; it was due Sat 28 Nov. You owe NPR 20,000 in all.\nPlease pay NPR 15,000, then try again, or ask your wholesaler to approve this order.")]
    [InlineData("ORDER_TOO_LARGE", null, "*Not ordered: NPR 75,000*\nThat is more than your wholesaler allows in one order: up to NPR 70,000 fits. Make it smaller, or ask them to approve it.")]
    [InlineData("RETAILER_SUSPENDED", null, "*Not ordered: NPR 75,000*\nYour account with this wholesaler is suspended. Please talk to them.")]
    [InlineData("A_CODE_OF_TOMORROW", null, "*Not ordered: NPR 75,000*\nSomething went wrong on our side. No credit was used. Please try again.")]
    public void A_refusal_names_its_reason(string code, string? reason, string expected)
    {
        var facts = Sample.Facts(ReplyNames.OrderDeclined);
        (facts["code"], facts["reason"]) = (code, reason);

        Sample.Body(Sample.FreeForm(ReplyNames.OrderDeclined, facts)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Confirmed", "Order W-1042 from Sita General Store has been answered already: confirmed at 14:00.\nNothing has changed.")]
    [InlineData("Rejected", "Order W-1042 from Sita General Store has been answered already: rejected at 14:00.\nNothing has changed.")]
    [InlineData("Cancelled", "Order W-1042 from Sita General Store was cancelled at 14:00, before your answer.\nNothing has changed.")]
    public void A_late_tap_hears_what_was_decided(string state, string expected)
    {
        var facts = Sample.Facts(ReplyNames.ApproverTooLate);
        facts["state"] = state;

        Sample.Body(Sample.FreeForm(ReplyNames.ApproverTooLate, facts)).ShouldBe(expected);
    }

    [Fact]
    public void A_cart_over_the_credit_shows_the_three_figures()
    {
        var facts = Sample.CartOf(1);
        (facts["fits"], facts["unknown"]) = (false, new JsonArray());

        Sample.Body(Sample.FreeForm(ReplyNames.CartSummary, facts)).ShouldBe(
            """
            *Your order*
            1 bag Basmati rice 25 kg 1: NPR 3,250
            *Total: NPR 33,750.50*

            Limit NPR 100,000, owed NPR 20,000, held for open orders NPR 10,000.
            This order is more than your free credit.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_language_without_words_falls_back_to_English()
    {
        var facts = Sample.Facts(ReplyNames.Balance).Element();

        Sample.Renderer.RenderFreeForm(ReplyNames.Balance, "fr", facts, Sample.Context)
            .ShouldBe(Sample.Renderer.RenderFreeForm(ReplyNames.Balance, "en-GB", facts, Sample.Context));
    }

    [Fact]
    public void A_missing_figure_is_never_left_blank()
    {
        var facts = Sample.Facts(ReplyNames.Balance);
        facts.Remove("owed");

        Should.Throw<ReplyFactsException>(() => Sample.FreeForm(ReplyNames.Balance, facts)).Message.ShouldContain("owed");
    }

    [Theory]
    [InlineData(12500, "NPR", "NPR 12,500")]
    [InlineData(12345.5, "NPR", "NPR 12,345.50")]
    [InlineData(-0.05, "INR", "INR -0.05")]
    [InlineData(1.5, "KWD", "KWD 1.500")]
    [InlineData(0, "JPY", "JPY 0")]
    public void Money_is_shown_exactly(double amount, string currency, string expected)
    {
        var facts = Sample.Facts(ReplyNames.CancelQuestion);
        facts["total"] = new JsonObject { ["amount"] = (decimal)amount, ["currency"] = currency };

        Sample.Body(Sample.FreeForm(ReplyNames.CancelQuestion, facts)).ShouldContain(expected);
    }

    [Fact]
    public void A_time_on_another_local_day_carries_its_day()
    {
        var facts = Sample.Facts(ReplyNames.ApproverTooLate);
        facts["decidedAt"] = "2026-11-23T18:20:00Z";

        Sample.Body(Sample.FreeForm(ReplyNames.ApproverTooLate, facts)).ShouldContain("lapsed at Tue 24 Nov 00:05,");
    }

    [Theory]
    [InlineData("2026-11-23T08:15:00Z", "lapsed at 14:00 (UTC+5:45),")]
    [InlineData("2026-11-23T18:20:00Z", "lapsed at Tue 24 Nov 00:05 (UTC+5:45),")]
    public void A_reader_in_another_country_is_told_whose_time_it_is(string decidedAt, string expected)
    {
        var facts = Sample.Facts(ReplyNames.ApproverTooLate);
        facts["decidedAt"] = decidedAt;

        Sample.Body(Sample.Renderer.RenderFreeForm(ReplyNames.ApproverTooLate, "en", facts.Element(), Sample.Context with { SaysZone = true })).ShouldContain(expected);
    }

    [Theory]
    [InlineData(1, "bag", "1 bag")]
    [InlineData(5, "bag", "5 bags")]
    [InlineData(2, "box", "2 boxes")]
    [InlineData(2, "tray", "2 trays")]
    [InlineData(3, "kg", "3 kg")]
    [InlineData(2, "dozen", "2 dozen")]
    public void Units_are_singular_or_plural(int quantity, string unit, string expected)
    {
        var facts = Sample.CartOf(1);
        (facts["lines"]![0]!["quantity"], facts["lines"]![0]!["unit"]) = (quantity, unit);

        Sample.Body(Sample.FreeForm(ReplyNames.CartSummary, facts)).ShouldContain($"{expected} Basmati");
    }

    [Fact]
    public void Without_a_subject_there_are_words_but_no_buttons()
    {
        var facts = Sample.Facts(ReplyNames.CartSummary);
        facts.Remove("subject");

        Sample.FreeForm(ReplyNames.CartSummary, facts).ShouldBeOfType<OutboundMessage.Text>();
    }
}
