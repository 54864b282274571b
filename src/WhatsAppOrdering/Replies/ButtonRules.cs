using System.Text.Json;
using static WhatsAppOrdering.Replies.ApprovedRules;

namespace WhatsAppOrdering.Replies;

/// <summary>What Meta's page "Template components" says of a template's buttons.</summary>
internal static class ButtonRules
{
    private const int LongestUrl = 2000;
    private const int LongestCode = 15;
    private const int LongestPhone = 20;

    private static readonly string[] Kinds =
        ["QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "OTP", "FLOW", "MPM", "SPM", "CATALOG", "VOICE_CALL", "REQUEST_CONTACT_INFO"];

    private static readonly Rule<List<JsonElement>>[] Rules =
    [
        new("There are 1 to 10 buttons.", buttons => buttons.Count is > 0 and <= 10),
        new("A button is of no known type.", buttons => buttons.TrueForAll(b => Kinds.Contains(Text(b, "type")))),
        new($"A button's text is 1 to {TextLimits.QuickReplyTitle} characters, without variables.", buttons => buttons.TrueForAll(b => Fixed(Text(b, "text"), TextLimits.QuickReplyTitle))),
        new("Two buttons have one text.", buttons => buttons.DistinctBy(b => Text(b, "text")).Count() == buttons.Count),
        new("Quick replies and other buttons are mixed; each kind must stand together.", StandTogether),
        new($"A URL button's url is 1 to {LongestUrl} characters.", buttons => Of(buttons, "URL").All(b => Text(b, "url").Length is > 0 and <= LongestUrl)),
        new("A URL button's url may have one variable, at its end, with an example.", buttons => Of(buttons, "URL").All(HasOneVariableAtMost)),
        new($"A PHONE_NUMBER button's phone_number is 1 to {LongestPhone} characters.", buttons => Of(buttons, "PHONE_NUMBER").All(b => Text(b, "phone_number").Length is > 0 and <= LongestPhone)),
        new($"A COPY_CODE button's example is 1 to {LongestCode} characters.", buttons => Of(buttons, "COPY_CODE").All(b => Text(b, "example").Length is > 0 and <= LongestCode)),
    ];

    public static IEnumerable<string> Sentences => Rules.Select(rule => rule.Sentence);

    public static IEnumerable<string> Broken(List<JsonElement> buttons) => Rules.Where(rule => !rule.Holds(buttons)).Select(rule => rule.Sentence);

    private static IEnumerable<JsonElement> Of(List<JsonElement> buttons, string type) => buttons.Where(b => Text(b, "type") == type);

    private static bool StandTogether(List<JsonElement> buttons)
    {
        var quick = buttons.ConvertAll(b => Text(b, "type") == "QUICK_REPLY");
        return quick.Zip(quick.Skip(1)).Count(pair => pair.First != pair.Second) <= 1;
    }

    private static bool HasOneVariableAtMost(JsonElement button)
    {
        var url = Text(button, "url");
        var at = url.IndexOf("{{", StringComparison.Ordinal);
        return at < 0
            || (url.IndexOf("}}", at, StringComparison.Ordinal) == url.Length - 2
                && button.TryGetProperty("example", out var example) && example.GetArrayLength() == 1);
    }
}
