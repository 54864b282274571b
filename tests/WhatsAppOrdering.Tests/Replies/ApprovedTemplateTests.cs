using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

public sealed class ApprovedTemplateTests
{
    public static TheoryData<string> WithTemplate =>
    [
        ReplyNames.OrderRequest, ReplyNames.OrderConfirmed, ReplyNames.OrderRejected,
        ReplyNames.OrderExpired, ReplyNames.OrderExpiredApprover, ReplyNames.OrderCancelledApprover,
        ReplyNames.OrderConfirmedInPart, ReplyNames.OrderDispatched, ReplyNames.OrderDelivered, ReplyNames.OrderCancelledBySupplier,
        ReplyNames.ApprovalRequest, ReplyNames.OrderApproved, ReplyNames.LinkQuestion, ReplyNames.PriceRise,
    ];

    [Fact]
    public void The_replies_that_must_reach_a_closed_window_have_a_template() =>
        ReplyNames.All.Where(Sample.Templates.HasApprovedTemplate).ShouldBe(WithTemplate.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Other_replies_have_none() =>
        Sample.Renderer.RenderTemplate(ReplyNames.Balance, "en", Sample.Facts(ReplyNames.Balance).Element(), Sample.Context).ShouldBeNull();

    [Fact]
    public void The_request_leaves_with_its_figures_in_order_and_a_token_for_each_button()
    {
        var sent = Render(ReplyNames.OrderRequest, Sample.Facts(ReplyNames.OrderRequest));

        (sent.Name, sent.Language).ShouldBe(("order_request", "en"));
        sent.Parameters.ShouldBe(
        [
            new("number", "W-1042"), new("shop", "Sita General Store"), new("lines", "10 bags Rice 25 kg; 2.5 kg Turmeric"),
            new("total", "NPR 33,750.50"), new("available", "NPR 36,249.50"), new("answer_by", "16:05"),
        ]);
        sent.QuickReplyPayloads.Select(p => Sample.Tokens.Read(p, Sample.Person)!.Action)
            .ShouldBe([ButtonAction.ConfirmOrder, ButtonAction.RejectOrder]);
    }

    [Fact]
    public void A_confirmation_says_what_is_owed_now()
    {
        var sent = Render(ReplyNames.OrderConfirmed, Sample.Facts(ReplyNames.OrderConfirmed));

        sent.Parameters.Select(parameter => parameter.Key).ShouldBe(["number", "total", "supplier", "owed"]);
        sent.Parameters[3].Value.ShouldStartWith("NPR ");
    }

    [Theory]
    [MemberData(nameof(WithTemplate))]
    public void Values_are_one_line_and_never_empty(string reply)
    {
        var facts = Sample.Facts(reply);
        foreach (var name in new[] { "shop", "supplier", "number" }.Where(facts.ContainsKey))
        {
            facts[name] = name == "number" ? " \t\n " : "Sita\n\tGeneral      Store\u0000";
        }

        var values = Render(reply, facts).Parameters;

        values.ShouldAllBe(p => p.Value.Length > 0 && !p.Value.Any(char.IsControl) && !p.Value.Contains("  "));
        values.Where(p => p.Key == "number").Select(p => p.Value).ShouldBe(facts.ContainsKey("number") ? ["–"] : []);
        values.First(p => p.Key is "shop" or "supplier").Value.ShouldBe("Sita General Store");
    }

    [Theory]
    [InlineData(60, "Basmati rice 25 kg")]
    [InlineData(300, "👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦")]
    public void A_long_order_says_how_many_lines_are_left_out_and_fits(int count, string name)
    {
        var facts = Sample.Facts(ReplyNames.OrderRequest);
        facts["lines"] = Sample.CartOf(count, name)["lines"]!.DeepClone();

        var values = Render(ReplyNames.OrderRequest, facts).Parameters;

        var lines = values.Single(p => p.Key == "lines").Value;
        lines.ShouldEndWith($" (+{count - lines.Split("; ").Length} more)");
        var body = BodyOf("order_request");
        values.Aggregate(body, (text, p) => text.Replace($"{{{{{p.Key}}}}}", p.Value)).Length.ShouldBeInRange(850, 1024);
    }

    [Fact]
    public void A_request_without_its_subject_is_not_sent_with_dead_buttons()
    {
        var facts = Sample.Facts(ReplyNames.OrderRequest);
        facts.Remove("subject");

        Should.Throw<ReplyFactsException>(() => Render(ReplyNames.OrderRequest, facts));
    }

    private static string BodyOf(string template) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Sample.TemplatesDirectory, "approved", template + ".en.json")))!["components"]![0]!["text"]!.GetValue<string>();

    private static OutboundMessage.Template Render(string reply, JsonObject facts) =>
        Sample.Renderer.RenderTemplate(reply, "en", facts.Element(), Sample.Context).ShouldNotBeNull();
}
