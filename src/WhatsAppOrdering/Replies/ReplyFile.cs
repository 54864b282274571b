using System.Text.RegularExpressions;
using HandlebarsDotNet;

namespace WhatsAppOrdering.Replies;

/// <summary>Reads one <c>&lt;name&gt;.&lt;language&gt;.hbs</c>: settings between two lines of <c>---</c>, then the words.</summary>
internal sealed partial class ReplyFile(string file, Wording wording)
{
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string[]>> entries = new(StringComparer.Ordinal) { ["buttons"] = [], ["parameters"] = [] };
    private string section = "";

    public ReplyTemplate Read(string content)
    {
        var name = NameForm().Match(Path.GetFileName(file));
        Check(name.Success, "is not named <reply>.<language>.hbs.");
        var parts = FrontMatter().Match(content.ReplaceLineEndings("\n"));
        Check(parts.Success, "must begin with its settings between two lines of '---'.");
        foreach (var line in parts.Groups["settings"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            ReadSetting(line);
        }

        var repeat = settings.GetValueOrDefault("repeat");
        Check(repeat is "harmless" or "never", "must say 'repeat: harmless' or 'repeat: never'.");
        var body = parts.Groups["body"].Value.Trim();
        Check(body.Length > 0, "has no words.");
        return new ReplyTemplate(
            file, name.Groups[1].Value, name.Groups[2].Value, repeat == "harmless", settings.ContainsKey("first"),
            settings.GetValueOrDefault("template"), settings.GetValueOrDefault("list"), ReadButtons(),
            [.. entries["parameters"].Select(p => KeyValuePair.Create(p[0], Compile(p.ElementAtOrDefault(1) ?? "")))],
            Compile(body));
    }

    private void ReadSetting(string line)
    {
        if (line.StartsWith(' '))
        {
            Check(entries.TryGetValue(section, out var list), $"has '{line.Trim()}' under neither buttons nor parameters.");
            list!.Add(line.Split('|', StringSplitOptions.TrimEntries));
            return;
        }

        var pair = line.Split(':', 2, StringSplitOptions.TrimEntries);
        Check(pair is ["repeat" or "template" or "list" or "first", { Length: > 0 }] or ["buttons" or "parameters", ""], $"has an unknown setting '{line}'.");
        Check(settings.TryAdd(pair[0], pair[1]), $"has '{pair[0]}' twice.");
        section = pair[0];
    }

    private List<ButtonTemplate> ReadButtons()
    {
        var buttons = new List<ButtonTemplate>();
        foreach (var entry in entries["buttons"])
        {
            Check(entry.Length is 2 or 3 && entry[1].Length > 0, "has a button that is not 'action | Title' or 'action | Title | fact'.");
            Check(
                entry[0].All(c => c == '_' || char.IsAsciiLetterLower(c))
                    & Enum.TryParse<ButtonAction>(entry[0].Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var action),
                $"has a button with the unknown action '{entry[0]}'.");
            var each = entry[1].StartsWith("each ", StringComparison.Ordinal) ? entry[1]["each ".Length..] : null;
            Check(each is not null || entry[1].Length <= TextLimits.ButtonTitle, $"has a button title over {TextLimits.ButtonTitle} characters: '{entry[1]}'.");
            buttons.Add(new ButtonTemplate(action, entry[1], each, entry.ElementAtOrDefault(2)));
        }

        // With a condition there may be more: the first that fit are shown.
        Check(buttons.Count(b => b.When is null) <= TextLimits.Buttons, $"has more than {TextLimits.Buttons} buttons.");
        Check(buttons.DistinctBy(b => b.Title).Count() == buttons.Count, "has two buttons with one title.");
        Check(
            buttons.TrueForAll(b => b.Each is null)
                || (buttons is [{ Each: not null }] or [{ Each: not null }, { Action: ButtonAction.MoreWholesalers, Each: null }] && settings.ContainsKey("list")),
            "needs 'list: <title>' and no second button beside 'each' but the one to the next page.");
        Check(settings.GetValueOrDefault("list", "").Length <= TextLimits.ButtonTitle, $"has a list title over {TextLimits.ButtonTitle} characters.");
        return buttons;
    }

    private Words Compile(string source)
    {
        foreach (Match call in Call().Matches(source))
        {
            Check(Wording.Known.Contains(call.Groups[1].Value), $"calls the unknown helper '{call.Groups[1].Value}'.");
        }

        foreach (Match each in Each().Matches(source))
        {
            var more = each.Groups[1].Value + "More";
            Check(source.Contains($"{{{{{more}}}}}", StringComparison.Ordinal), $"lists '{each.Groups[1].Value}' and never says '{{{{{more}}}}}': a shortened list would look whole.");
        }

        try
        {
            return wording.Compile(source);
        }
        catch (HandlebarsException broken)
        {
            throw new TemplateFileException(file, broken.Message, broken);
        }
    }

    private void Check(bool holds, string problem)
    {
        if (!holds)
        {
            throw new TemplateFileException(file, problem);
        }
    }

    [GeneratedRegex(@"^([a-z_]+)\.([a-z]{2,3})\.hbs$")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A---\n(?<settings>.*?\n)---\n(?<body>.*)\z", RegexOptions.Singleline)]
    private static partial Regex FrontMatter();

    [GeneratedRegex(@"\{\{[#^]?\s*(\w+)\s+[^}]")]
    private static partial Regex Call();

    [GeneratedRegex(@"\{\{#each\s+([\w.]+)\s*\}\}")]
    private static partial Regex Each();
}
