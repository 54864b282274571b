using System.Text.Json;
using System.Text.RegularExpressions;

namespace WhatsAppOrdering.Replies;

/// <summary>A template as it is sent to Meta for approval. Only what sending needs is kept; <see cref="ApprovedRules"/> reads the rest.</summary>
internal sealed partial record ApprovedTemplate(
    string File, string Name, string Language, string Body, IReadOnlyList<string> Parameters, IReadOnlyList<string> QuickReplies)
{
    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="TemplateFileException">It is not JSON or breaks a rule of Meta's; every broken rule is named.</exception>
    public static ApprovedTemplate Read(string file, string content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var problems = ApprovedRules.Broken(document.RootElement, Path.GetFileNameWithoutExtension(file)).ToList();
            return problems.Count == 0
                ? From(file, document.RootElement)
                : throw new TemplateFileException(file, string.Join(" ", problems));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new TemplateFileException(file, $"is not a template in Meta's JSON. {broken.Message}", broken);
        }
    }

    /// <summary>The body as the recipient will see it.</summary>
    public string Fill(IEnumerable<KeyValuePair<string, string>> values)
    {
        var known = values.ToDictionary(StringComparer.Ordinal);
        return Variable().Replace(Body, match => known.GetValueOrDefault(match.Groups[1].Value, ""));
    }

    internal static List<string> Variables(string text) => [.. Variable().Matches(text).Select(m => m.Groups[1].Value).Distinct()];

    private static ApprovedTemplate From(string file, JsonElement root)
    {
        var components = root.GetProperty("components").EnumerateArray().ToLookup(c => c.GetProperty("type").GetString()!);
        var body = components["BODY"].Single().GetProperty("text").GetString()!;
        var replies = components["BUTTONS"].SelectMany(c => c.GetProperty("buttons").EnumerateArray())
            .Where(b => b.GetProperty("type").GetString() == "QUICK_REPLY");
        return new ApprovedTemplate(
            file, root.GetProperty("name").GetString()!, root.GetProperty("language").GetString()!,
            body, Variables(body), [.. replies.Select(b => b.GetProperty("text").GetString()!)]);
    }

    [GeneratedRegex(@"\{\{([a-z][a-z0-9_]*)\}\}")]
    private static partial Regex Variable();
}
