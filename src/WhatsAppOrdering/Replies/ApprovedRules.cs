using System.Text.Json;
using System.Text.RegularExpressions;

namespace WhatsAppOrdering.Replies;

/// <summary>The rules of Meta's pages "Message templates" and "Template components" that make a creation fail, told in advance.</summary>
internal static partial class ApprovedRules
{
    /// <summary>Every rule that the template breaks, as sentences.</summary>
    public static IEnumerable<string> Broken(JsonElement root, string fileName)
    {
        var (name, language) = (Text(root, "name"), Text(root, "language"));
        var components = root.GetProperty("components").EnumerateArray().ToList();
        var body = components.Where(c => Text(c, "type") == "BODY").ToList();
        return Failed(
            (NameForm().IsMatch(name), "The name must be 1 to 512 of a-z, 0-9 and _."),
            ($"{name}.{language}" == fileName, $"The file must be named {name}.{language}.json."),
            (Text(root, "category") == "UTILITY", "The category must be UTILITY."),
            (Text(root, "parameter_format") == "NAMED", "The parameter_format must be NAMED."),
            (body.Count == 1, "There must be one BODY."),
            (components.Select(c => Text(c, "type")).Distinct().Count() == components.Count, "A kind of component stands twice."))
            .Concat(components.SelectMany(Component));
    }

    private static IEnumerable<string> Component(JsonElement component) => Text(component, "type") switch
    {
        "BODY" => Body(component, Text(component, "text")),
        "HEADER" => Failed((Text(component, "format") != "TEXT" || Fixed(Text(component, "text"), 60), "A HEADER is at most 60 characters, without variables.")),
        "FOOTER" => Failed((Fixed(Text(component, "text"), 60), "The FOOTER is at most 60 characters, without variables.")),
        "BUTTONS" => Buttons([.. component.GetProperty("buttons").EnumerateArray()]),
        var other => [$"The component '{other}' is unknown."],
    };

    private static IEnumerable<string> Body(JsonElement component, string text)
    {
        var variables = ApprovedTemplate.Variables(text);
        var plain = AnyVariable().Replace(text, "");
        var words = plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(w => w.Any(char.IsLetterOrDigit));
        return Failed(
            (text.Length is > 0 and <= TextLimits.TemplateBody, $"The BODY is 1 to {TextLimits.TemplateBody} characters."),
            (!plain.Contains("{{", StringComparison.Ordinal) && !plain.Contains("}}", StringComparison.Ordinal), "A variable in the BODY is not of the form {{lower_case}}."),
            (!AtEdge().IsMatch(text), "A variable stands first or last in the BODY."),
            (!Adjacent().IsMatch(text), "Two variables in the BODY stand side by side."),
            (words > 2 * variables.Count, "The BODY has too few fixed words for its variables."),
            (variables.SequenceEqual(Examples(component)), "body_text_named_params must have one example for each variable, in their order."));
    }

    private static List<string> Examples(JsonElement body) =>
        body.TryGetProperty("example", out var example) && example.TryGetProperty("body_text_named_params", out var named)
            ? [.. named.EnumerateArray().Where(e => !string.IsNullOrWhiteSpace(Text(e, "example"))).Select(e => Text(e, "param_name"))]
            : [];

    private static IEnumerable<string> Buttons(List<JsonElement> buttons)
    {
        var quick = buttons.Select(b => Text(b, "type") == "QUICK_REPLY").ToList();
        var changes = quick.Zip(quick.Skip(1)).Count(pair => pair.First != pair.Second);
        return Failed(
            (buttons.Count is > 0 and <= 10, "There are 1 to 10 buttons."),
            (buttons.TrueForAll(b => Fixed(Text(b, "text"), TextLimits.QuickReplyTitle)), $"A button's text is 1 to {TextLimits.QuickReplyTitle} characters, without variables."),
            (buttons.DistinctBy(b => Text(b, "text")).Count() == buttons.Count, "Two buttons have one text."),
            (changes <= 1, "Quick replies and other buttons are mixed; each kind must stand together."));
    }

    private static IEnumerable<string> Failed(params (bool Holds, string Rule)[] rules) => rules.Where(r => !r.Holds).Select(r => r.Rule);

    private static bool Fixed(string text, int limit) =>
        text.Length > 0 && text.Length <= limit && !text.Contains("{{", StringComparison.Ordinal);

    private static string Text(JsonElement from, string property) =>
        from.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    [GeneratedRegex("^[a-z0-9_]{1,512}$")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\{\{[a-z][a-z0-9_]*\}\}")]
    private static partial Regex AnyVariable();

    [GeneratedRegex(@"\A\W*\{\{[^}]*\}\}|\{\{[^}]*\}\}\W*\z")]
    private static partial Regex AtEdge();

    [GeneratedRegex(@"\}\}[^\w{]*\{\{")]
    private static partial Regex Adjacent();
}
