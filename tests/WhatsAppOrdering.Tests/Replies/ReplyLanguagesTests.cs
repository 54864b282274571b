using System.Text.RegularExpressions;
using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>Every reply in every language that people may choose: whole, within Meta's limits, and with the figures of the English one.</summary>
public sealed partial class ReplyLanguagesTests
{
    public static TheoryData<string> Languages => [.. ReplyLanguage.All.Select(language => language.Code)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_reply_has_its_words(string language) =>
        ReplyNames.All.Where(reply => !File.Exists(Path.Combine(Sample.TemplatesDirectory, "replies", $"{reply}.{language}.hbs"))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_figure_of_the_English_words_is_in_the_others(string language)
    {
        foreach (var reply in ReplyNames.All)
        {
            var facts = Sample.Facts(reply).Element();
            var english = Sample.Renderer.RenderFreeForm(reply, "en", facts, Sample.Context);
            var other = Sample.Renderer.RenderFreeForm(reply, language, facts, Sample.Context);

            FiguresOf(Sample.Body(other)).ShouldBe(FiguresOf(Sample.Body(english)), ignoreOrder: true, $"{reply}.{language}");
            Sample.Choices(other).Count.ShouldBe(Sample.Choices(english).Count, $"{reply}.{language}");
            Sample.Body(other).ShouldNotContain("{{");
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_figure_of_every_refusal_is_in_the_others(string language)
    {
        foreach (var code in new[] { "INSUFFICIENT_CREDIT", "OVERDUE", "ORDER_TOO_LARGE", "CREDIT_BLOCKED", "CREDIT_CLOSED", "RETAILER_SUSPENDED", "UNKNOWN_LINE" })
        {
            var facts = Sample.Facts(ReplyNames.OrderDeclined);
            facts["code"] = code;
            var english = Sample.Renderer.RenderFreeForm(ReplyNames.OrderDeclined, "en", facts.Element(), Sample.Context);
            var other = Sample.Renderer.RenderFreeForm(ReplyNames.OrderDeclined, language, facts.Element(), Sample.Context);

            FiguresOf(Sample.Body(other)).ShouldBe(FiguresOf(Sample.Body(english)), ignoreOrder: true, $"{code}.{language}");
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void An_overdue_refusal_of_before_it_told_what_to_pay_still_has_its_words(string language)
    {
        var facts = Sample.Facts(ReplyNames.OrderDeclined);
        facts["code"] = "OVERDUE";
        facts.Remove("toPay");

        Sample.Body(Sample.Renderer.RenderFreeForm(ReplyNames.OrderDeclined, language, facts.Element(), Sample.Context)).ShouldContain("NPR 12,000");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_approved_template_fills_all_that_the_English_one_does(string language)
    {
        foreach (var reply in ReplyNames.All.Where(Sample.Templates.HasApprovedTemplate))
        {
            var facts = Sample.Facts(reply).Element();
            var english = Sample.Renderer.RenderTemplate(reply, "en", facts, Sample.Context)!;
            var other = Sample.Renderer.RenderTemplate(reply, language, facts, Sample.Context).ShouldNotBeNull($"{reply}.{language}");

            (other.Name, other.Language).ShouldBe((english.Name, language switch { "pt" => "pt_BR", "ne" => "en", _ => language }));
            other.Parameters.Select(one => one.Key).ShouldBe(english.Parameters.Select(one => one.Key), ignoreOrder: true);
            other.QuickReplyPayloads.Count.ShouldBe(english.QuickReplyPayloads.Count);
        }
    }

    [Fact]
    public void Where_Meta_has_no_code_the_template_and_its_values_are_English()
    {
        var facts = Sample.Facts(ReplyNames.OrderRequest);
        facts["lines"] = Sample.CartOf(60, "Basmati rice 25 kg")["lines"]!.DeepClone();
        var english = Sample.Renderer.RenderTemplate(ReplyNames.OrderRequest, "en", facts.Element(), Sample.Context)!;

        var nepali = Sample.Renderer.RenderTemplate(ReplyNames.OrderRequest, "ne", facts.Element(), Sample.Context)!;

        (nepali.Language, ReplyLanguage.AtMeta("ne")).ShouldBe(("en", null));
        nepali.Parameters.ShouldBe(english.Parameters);
    }

    [Fact]
    public void What_asks_for_an_answer_in_time_is_dropped_by_Meta_before_it_lapses()
    {
        var lapsing = TemplateFile.ReadAll(Sample.TemplatesDirectory).Where(file => file.Json.GetRawText().Contains("{{answer_by}}")).ToList();

        lapsing.Select(file => file.Name).Distinct().ShouldBe([ReplyNames.ApprovalRequest, ReplyNames.OrderRequest, ReplyNames.PriceRise]);
        lapsing.ShouldAllBe(file => file.Json.GetProperty("message_send_ttl_seconds").GetInt32() < new OrderOptions().ConfirmWithin.TotalSeconds);
    }

    [Fact]
    public void Each_approved_template_is_in_a_language_that_we_send() =>
        TemplateFile.ReadAll(Sample.TemplatesDirectory).Select(file => file.Language).Distinct()
            .Except(ReplyLanguage.All.Select(language => ReplyLanguage.AtMeta(language.Code))).ShouldBeEmpty();

    [Theory]
    [InlineData("hindi mein likho", "hi")]
    [InlineData("Español por favor", "es")]
    [InlineData("اكتب بالعربية", "ar")]
    [InlineData("change language", null)]
    [InlineData("hindi or english?", null)]
    public void A_language_is_known_by_its_name_when_one_alone_is_named(string text, string? code) =>
        (ReplyLanguage.NamedIn(text)?.Code).ShouldBe(code);

    private static List<string> FiguresOf(string body) => [.. Figure().Matches(body).Select(match => TimesAlike(match.Value))];

    /// <summary>Indonesian writes 14.05 for five past two.</summary>
    private static string TimesAlike(string figure) => figure.Length == 5 ? figure.Replace('.', ':') : figure;

    [GeneratedRegex(@"NPR -?\d+(,\d{3})*(\.\d+)?|W-\d+|\b\d\d[:.]\d\d\b")]
    private static partial Regex Figure();
}
