using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using WhatsAppOrdering.Replies;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

/// <summary>Each rule has a template that breaks it and no other rule; and no rule is without one.</summary>
public sealed class LintRulesTests
{
    private static readonly string Long = new('x', 3000);

    private static readonly Dictionary<string, Action<JsonObject>> Samples = new()
    {
        ["The name must be 1 to 512 of a-z, 0-9 and _."] = t => t["name"] = "A-b",
        ["The language must be one of Meta's codes, such as en or pt_BR."] = t => t["language"] = "pt",
        ["The file must be named after name and language."] = t => t["name"] = "another",
        ["The category must be UTILITY."] = t => t["category"] = "AUTHENTICATION",
        ["The parameter_format must be NAMED."] = t => t["parameter_format"] = "POSITIONAL",
        ["message_send_ttl_seconds must be 30 to 43200."] = t => t["message_send_ttl_seconds"] = 43201,
        ["There must be one BODY."] = t => t["components"]!.AsArray().RemoveAt(1),
        ["A kind of component stands twice."] = t => t["components"]!.AsArray().Add(t["components"]![2]!.DeepClone()),
        ["A component is none of HEADER, BODY, FOOTER and BUTTONS."] = t => t["components"]!.AsArray().Add(new JsonObject { ["type"] = "CAROUSEL" }),
        ["The HEADER's format must be TEXT, IMAGE, VIDEO, GIF, DOCUMENT or LOCATION."] = t => Part(t, 0)["format"] = "AUDIO",
        ["A HEADER is at most 60 characters, without variables."] = t => Part(t, 0)["text"] = Long[..61],
        ["A HEADER of media needs example.header_handle."] = t => Part(t, 0)["format"] = "IMAGE",
        ["The FOOTER is at most 60 characters, without variables."] = t => Part(t, 2)["text"] = "Yours, {{supplier}}",
        ["The BODY is 1 to 1024 characters."] = t => Part(t, 1)["text"] = "Order {{number}} is " + Long + " and for {{total}} in all.",
        ["A variable in the BODY is not of the form {{lower_case}}."] = t => Part(t, 1)["text"] = "Order {{number}} is for {{total}} in {{All}} of it.",
        ["A variable stands first or last in the BODY."] = t => Part(t, 1)["text"] = "Order {{number}} has been confirmed now for {{total}}.",
        ["Two variables in the BODY stand side by side."] = t => Part(t, 1)["text"] = "Order for you {{number}} {{total}} has been confirmed.",
        ["The BODY has too few fixed words for its variables."] = t => Part(t, 1)["text"] = "Order {{number}} for {{total}} came.",
        ["body_text_named_params must have one example for each variable, in their order."] = t => Part(t, 1)["example"]!["body_text_named_params"]!.AsArray().RemoveAt(0),
        ["There are 1 to 10 buttons."] = t => Buttons(t).Clear(),
        ["A button is of no known type."] = t => Buttons(t)[2]!["type"] = "SHOUT",
        ["A button's text is 1 to 25 characters, without variables."] = t => Buttons(t)[0]!["text"] = Long[..26],
        ["Two buttons have one text."] = t => Buttons(t)[1]!["text"] = "Confirm",
        ["Quick replies and other buttons are mixed; each kind must stand together."] = t => Buttons(t).Add(new JsonObject { ["type"] = "QUICK_REPLY", ["text"] = "Later" }),
        ["A URL button's url is 1 to 2000 characters."] = t => Buttons(t)[2]!["url"] = "https://shop.example/" + Long,
        ["A URL button's url may have one variable, at its end, with an example."] = t => Buttons(t)[2]!["url"] = "https://shop.example/{{1}}/order",
        ["A PHONE_NUMBER button's phone_number is 1 to 20 characters."] = t => Buttons(t)[3]!["phone_number"] = "",
        ["A COPY_CODE button's example is 1 to 15 characters."] = t => Buttons(t)[4]!["example"] = Long[..16],
    };

    public static TheoryData<string> Rules() => new(ApprovedRules.Sentences);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_a_sample_that_breaks_it_alone(string rule)
    {
        var template = Good();
        Samples.ShouldContainKey(rule);
        Samples[rule](template);
        string[] also = rule.StartsWith("The name") || rule.StartsWith("The language") ? ["The file must be named after name and language."] : [];

        Broken(template).Except(also).ShouldBe([rule]);
    }

    [Fact]
    public void A_good_template_breaks_none() => Broken(Good()).ShouldBeEmpty();

    [Fact]
    public void A_url_with_its_variable_at_the_end_and_an_example_is_good()
    {
        var template = Good();
        Buttons(template)[2]!["url"] = "https://shop.example/{{1}}";
        Buttons(template)[2]!["example"] = new JsonArray("W-1042");
        Broken(template).ShouldBeEmpty();
    }

    private static List<string> Broken(JsonObject template) => [.. ApprovedRules.Broken(JsonElement.Parse(template.ToJsonString()), "order_news.en")];

    private static JsonObject Part(JsonObject template, int index) => template["components"]![index]!.AsObject();

    private static JsonArray Buttons(JsonObject template) => Part(template, 3)["buttons"]!.AsArray();

    private static JsonObject Good() => JsonNode.Parse("""
        {"name":"order_news","language":"en","category":"UTILITY","parameter_format":"NAMED","message_send_ttl_seconds":3600,
         "components":[
          {"type":"HEADER","format":"TEXT","text":"Your order"},
          {"type":"BODY","text":"Order {{number}} for {{total}} has been confirmed and is on its way.",
           "example":{"body_text_named_params":[{"param_name":"number","example":"W-1042"},{"param_name":"total","example":"NPR 48,250"}]}},
          {"type":"FOOTER","text":"Thank you"},
          {"type":"BUTTONS","buttons":[
           {"type":"QUICK_REPLY","text":"Confirm"},{"type":"QUICK_REPLY","text":"Reject"},
           {"type":"URL","text":"See it","url":"https://shop.example/orders"},
           {"type":"PHONE_NUMBER","text":"Call us","phone_number":"+12025550111"},
           {"type":"COPY_CODE","text":"Copy","example":"W1042"}]}]}
        """)!.AsObject();
}
