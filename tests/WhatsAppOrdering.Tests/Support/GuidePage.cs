using System.Text.RegularExpressions;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>One call of a page: what is sent, and what the page says of the answer.</summary>
/// <param name="Line">Where it begins on the page.</param>
/// <param name="Fields">Path and expected JSON, or a name in double braces that is given the value.</param>
public sealed record GuideCall(
    int Line, string Method, string Path, IReadOnlyDictionary<string, string> Headers, string? Body,
    int Status, IReadOnlyDictionary<string, string> AnswerHeaders, IReadOnlyList<(string Path, string Expected)> Fields)
{
    /// <summary>The same with every name replaced by what is known of it.</summary>
    public GuideCall With(IReadOnlyDictionary<string, string> known)
    {
        string Fill(string text) => Regex.Replace(text, @"\{\{(\w+)\}\}", name => known.GetValueOrDefault(name.Groups[1].Value, name.Value));
        return this with { Path = Fill(Path), Body = Body is null ? null : Fill(Body), Headers = Headers.ToDictionary(header => header.Key, header => Fill(header.Value)) };
    }
}

/// <summary>The blocks of a page that are fenced as <c>http</c>: request line, headers, body; status line, then headers and fields of the answer.</summary>
public static partial class GuidePage
{
    public static IReadOnlyList<GuideCall> Read(string page) =>
        [.. Block().Matches(page).Select(block => Call(page[..block.Index].Count(letter => letter == '\n') + 1, block.Groups[1].Value))];

    private static GuideCall Call(int line, string block)
    {
        var lines = block.Split('\n').ToList();
        var answer = lines.FindIndex(text => text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal));
        if (answer < 0)
        {
            throw new FormatException($"The block at line {line} does not say how it is answered.");
        }

        var asked = lines[..answer];
        var blank = asked.IndexOf("");
        var request = asked[0].Split(' ');
        var body = string.Join('\n', asked[(blank + 1)..]).Trim();
        var told = lines[(answer + 1)..].Where(text => text.Length > 0).Select(Pair).ToList();
        return new GuideCall(
            line, request[0], request[1], asked[1..blank].Select(Pair).ToDictionary(), body.Length == 0 ? null : body,
            int.Parse(lines[answer].Split(' ')[1]), told.Where(IsHeader).ToDictionary(), [.. told.Where(pair => !IsHeader(pair)).Select(pair => (pair.Key, pair.Value))]);
    }

    private static bool IsHeader(KeyValuePair<string, string> pair) => char.IsUpper(pair.Key[0]);

    private static KeyValuePair<string, string> Pair(string text)
    {
        var at = text.IndexOf(": ", StringComparison.Ordinal);
        return new(text[..at], text[(at + 2)..]);
    }

    [GeneratedRegex("^```http\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
