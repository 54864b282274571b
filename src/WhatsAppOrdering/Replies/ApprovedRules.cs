using System.Text.Json;
using System.Text.RegularExpressions;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// The rules of Meta's pages "Message templates" and "Template components" that make a creation fail, told in advance, and
/// the two that are ours: utility only, and variables with names.
/// </summary>
public static partial class ApprovedRules
{
    private const int LongestEdge = 60;

    // Meta lets a utility message wait from 30 seconds to 12 hours; -1 is its word for 30 days.
    private const int ShortestLife = 30;
    private const int LongestLife = 43_200;

    private static readonly Rule<Template>[] OfTemplate =
    [
        new("The name must be 1 to 512 of a-z, 0-9 and _.", t => NameForm().IsMatch(t.Name)),
        new("The language must be one of Meta's codes, such as en or pt_BR.", t => TemplateLanguages.AtMeta.Contains(t.Language)),
        new("The file must be named after name and language.", t => $"{t.Name}.{t.Language}" == t.File),
        new("The category must be UTILITY.", t => Text(t.Root, "category") == "UTILITY"),
        new("The parameter_format must be NAMED.", t => Text(t.Root, "parameter_format") == "NAMED"),
        new($"message_send_ttl_seconds must be {ShortestLife} to {LongestLife}.", t => !t.Root.TryGetProperty("message_send_ttl_seconds", out var life)
            || (life.TryGetInt32(out var seconds) && seconds is >= ShortestLife and <= LongestLife)),
        new("There must be one BODY.", t => t.Components.Count(c => Text(c, "type") == "BODY") == 1),
        new("A kind of component stands twice.", t => t.Components.DistinctBy(c => Text(c, "type")).Count() == t.Components.Count),
        new("A component is none of HEADER, BODY, FOOTER and BUTTONS.", t => t.Components.TrueForAll(c => Text(c, "type") is "HEADER" or "BODY" or "FOOTER" or "BUTTONS")),
    ];

    private static readonly Rule<JsonElement>[] OfHeader =
    [
        new("The HEADER's format must be TEXT, IMAGE, VIDEO, GIF, DOCUMENT or LOCATION.", c => IsText(c) || IsMedia(c) || Text(c, "format") == "LOCATION"),
        new($"A HEADER is at most {LongestEdge} characters, without variables.", c => !IsText(c) || Fixed(Text(c, "text"), LongestEdge)),
        new("A HEADER of media needs example.header_handle.", c => !IsMedia(c)
            || (c.TryGetProperty("example", out var example) && example.TryGetProperty("header_handle", out var handle) && handle.GetArrayLength() > 0)),
    ];

    private static readonly Rule<JsonElement>[] OfFooter =
    [
        new($"The FOOTER is at most {LongestEdge} characters, without variables.", c => Fixed(Text(c, "text"), LongestEdge)),
    ];

    private static readonly Rule<JsonElement>[] OfBody =
    [
        new($"The BODY is 1 to {TextLimits.TemplateBody} characters.", c => Text(c, "text").Length is > 0 and <= TextLimits.TemplateBody),
        new("A variable in the BODY is not of the form {{lower_case}}.", c => !Plain(c).Contains("{{", StringComparison.Ordinal) && !Plain(c).Contains("}}", StringComparison.Ordinal)),
        new("A variable stands first or last in the BODY.", c => !AtEdge().IsMatch(Text(c, "text"))),
        new("Two variables in the BODY stand side by side.", c => !Adjacent().IsMatch(Text(c, "text"))),
        new("The BODY has too few fixed words for its variables.", c => Words(Plain(c)) > 2 * ApprovedTemplate.Variables(Text(c, "text")).Count),
        new("body_text_named_params must have one example for each variable, in their order.", c => ApprovedTemplate.Variables(Text(c, "text")).SequenceEqual(Examples(c))),
    ];

    /// <summary>Every rule, as the sentence that is told when it is broken.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
        [.. OfTemplate.Select(r => r.Sentence), .. OfHeader.Concat(OfFooter).Concat(OfBody).Select(r => r.Sentence), .. ButtonRules.Sentences];

    /// <summary>Every rule that the template breaks.</summary>
    /// <exception cref="InvalidOperationException">It has not the shape of a template; so has <see cref="KeyNotFoundException"/>.</exception>
    public static IEnumerable<string> Broken(JsonElement root, string fileName)
    {
        var template = new Template(root, fileName, Text(root, "name"), Text(root, "language"), [.. root.GetProperty("components").EnumerateArray()]);
        return OfTemplate.Where(rule => !rule.Holds(template)).Select(rule => rule.Sentence).Concat(template.Components.SelectMany(Component));
    }

    internal static string Text(JsonElement from, string property) =>
        from.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    internal static bool Fixed(string text, int limit) =>
        text.Length > 0 && text.Length <= limit && !text.Contains("{{", StringComparison.Ordinal);

    private static IEnumerable<string> Component(JsonElement component) => Text(component, "type") switch
    {
        "HEADER" => Broken(OfHeader, component),
        "BODY" => Broken(OfBody, component),
        "FOOTER" => Broken(OfFooter, component),
        "BUTTONS" => ButtonRules.Broken([.. component.GetProperty("buttons").EnumerateArray()]),
        _ => [],
    };

    private static IEnumerable<string> Broken(Rule<JsonElement>[] rules, JsonElement component) =>
        rules.Where(rule => !rule.Holds(component)).Select(rule => rule.Sentence);

    private static bool IsText(JsonElement header) => Text(header, "format") == "TEXT";

    private static bool IsMedia(JsonElement header) => Text(header, "format") is "IMAGE" or "VIDEO" or "GIF" or "DOCUMENT";

    private static string Plain(JsonElement body) => AnyVariable().Replace(Text(body, "text"), "");

    private static int Words(string plain) => plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(w => w.Any(char.IsLetterOrDigit));

    private static List<string> Examples(JsonElement body) =>
        body.TryGetProperty("example", out var example) && example.TryGetProperty("body_text_named_params", out var named)
            ? [.. named.EnumerateArray().Where(e => !string.IsNullOrWhiteSpace(Text(e, "example"))).Select(e => Text(e, "param_name"))]
            : [];

    [GeneratedRegex("^[a-z0-9_]{1,512}$")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\{\{[a-z][a-z0-9_]*\}\}")]
    private static partial Regex AnyVariable();

    [GeneratedRegex(@"\A\W*\{\{[^}]*\}\}|\{\{[^}]*\}\}\W*\z")]
    private static partial Regex AtEdge();

    [GeneratedRegex(@"\}\}[^\w{]*\{\{")]
    private static partial Regex Adjacent();

    internal sealed record Rule<T>(string Sentence, Func<T, bool> Holds);

    private sealed record Template(JsonElement Root, string File, string Name, string Language, List<JsonElement> Components);
}
