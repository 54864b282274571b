using System.Text.Json;

namespace WhatsAppOrdering.Replies;

/// <summary>One file of <c>templates/approved</c>, as it goes to Meta.</summary>
public sealed record TemplateFile(string Name, string Language, string Category, JsonElement Json)
{
    /// <summary>All of them, checked.</summary>
    /// <exception cref="TemplateFileException">One breaks a rule; it is named.</exception>
    public static IReadOnlyList<TemplateFile> ReadAll(string directory) => [.. Paths(directory).Select(Read)];

    /// <summary>What is wrong with the words in <paramref name="directory"/>: each template that breaks a rule, then whatever else would stop the start.</summary>
    public static IReadOnlyList<string> Lint(string directory)
    {
        var wrong = new List<string>();
        foreach (var path in Paths(directory))
        {
            try
            {
                Read(path);
            }
            catch (TemplateFileException broken)
            {
                wrong.Add(broken.Message);
            }
        }

        if (wrong.Count == 0)
        {
            try
            {
                ReplyTemplates.Load(directory);
            }
            catch (TemplateFileException broken)
            {
                wrong.Add(broken.Message);
            }
        }

        return wrong;
    }

    private static IEnumerable<string> Paths(string directory)
    {
        var place = Path.Combine(directory, "approved");
        return Directory.Exists(place)
            ? Directory.EnumerateFiles(place, "*.json").Order(StringComparer.Ordinal)
            : throw new TemplateFileException("approved", $"is not a directory below {directory}.");
    }

    private static TemplateFile Read(string path)
    {
        var content = File.ReadAllText(path);
        var template = ApprovedTemplate.Read($"approved/{Path.GetFileName(path)}", content);
        var json = JsonElement.Parse(content);
        return new(template.Name, template.Language, json.GetProperty("category").GetString()!, json);
    }
}
