namespace WhatsAppOrdering.Tests.Support;

/// <summary>
/// One of <c>Conversations/Stories</c>: after its heading, lines of the form <c>Who does: what</c>, each with the indented lines
/// that go on with it. <c>docs/dialogue.md</c> says what can stand there.
/// </summary>
public sealed record Story(string Name, IReadOnlyList<StoryStep> Steps)
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../Conversations/Stories"));

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static Story Read(string name)
    {
        var steps = new List<StoryStep>();
        // The heading is for people: what is told begins after the first empty line.
        foreach (var (line, place) in File.ReadAllLines(Path.Combine(Folder, name + ".txt")).Select((line, i) => (line, i + 1)).SkipWhile(one => one.line.Length > 0))
        {
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            if (line[0] == ' ')
            {
                steps[^1].What.Add(line.Trim());
                continue;
            }

            var parts = line.Split(": ", 2);
            steps.Add(new StoryStep(place, parts[0].TrimEnd(':', '.'), parts.Length > 1 ? [parts[1].Trim()] : []));
        }

        return new Story(name, steps);
    }
}

/// <summary>A step: who does what, and the words of it.</summary>
public sealed record StoryStep(int Line, string Who, List<string> What)
{
    public string Words => What.Count > 0 ? What[0] : "";

    public override string ToString() => $"line {Line} ({Who}: {string.Join(" / ", What)})";
}
