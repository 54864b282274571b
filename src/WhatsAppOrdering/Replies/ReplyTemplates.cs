namespace WhatsAppOrdering.Replies;

/// <summary>Every word that we say, read and checked once at start. Any number of threads may use it.</summary>
public sealed class ReplyTemplates
{
    /// <summary>The language that every reply exists in.</summary>
    public const string Fallback = "en";

    private readonly Dictionary<(string Name, string Language), ReplyTemplate> replies;
    private readonly Dictionary<(string Name, string Language), ApprovedTemplate> approved;
    private readonly Dictionary<string, Dictionary<string, string>> states;

    private ReplyTemplates(string directory)
    {
        var wording = new Wording();
        replies = Files(directory, "replies", ".hbs").Select(f => new ReplyFile(f.File, wording).Read(f.Content)).ToDictionary(r => (r.Name, r.Language));
        approved = Files(directory, "approved", ".json").Select(f => ApprovedTemplate.Read(f.File, f.Content)).ToDictionary(a => (a.Name, a.Language));
        First = [.. replies.Values.Where(reply => reply.GoesFirst && reply.Language == Fallback).Select(reply => reply.Name)];
        states = Files(directory, "states", ".txt").ToDictionary(f => Path.GetFileNameWithoutExtension(f.File), f => OrderStateWords.Read(f.File, f.Content));
    }

    /// <summary>Loads <c>replies/</c>, <c>approved/</c> and <c>states/</c> below the directory.</summary>
    /// <exception cref="TemplateFileException">A file is missing, broken, or says what cannot be sent; it is named.</exception>
    public static ReplyTemplates Load(string directory)
    {
        var templates = new ReplyTemplates(directory);
        foreach (var name in ReplyNames.All.Where(name => !templates.replies.ContainsKey((name, Fallback))))
        {
            throw new TemplateFileException($"replies/{name}.{Fallback}.hbs", "is missing.");
        }

        if (!templates.states.ContainsKey(Fallback))
        {
            throw new TemplateFileException($"states/{Fallback}.txt", "is missing.");
        }

        // English first: the others are held against it.
        foreach (var reply in templates.replies.Values.OrderBy(reply => reply.Language != Fallback))
        {
            templates.Check(reply);
        }

        return templates;
    }

    /// <summary>True if a second copy of the reply does no harm, so that an ambiguous sending may be repeated.</summary>
    public bool RepeatIsHarmless(string reply) => Find(reply, Fallback).RepeatIsHarmless;

    /// <summary>True for what people wait for most: it leaves before the rest when a number is busy.</summary>
    public bool GoesFirst(string reply) => Find(reply, Fallback).GoesFirst;

    /// <summary>The names of all that <see cref="GoesFirst"/>.</summary>
    public string[] First { get; }

    /// <summary>True if the reply is text and nothing else, so that others may stand in its bubble.</summary>
    public bool IsPlain(string reply) => Find(reply, Fallback).Buttons.Count == 0 && reply != ReplyNames.Statement;

    /// <summary>True if the reply can be said outside the 24-hour window.</summary>
    public bool HasApprovedTemplate(string reply) => Find(reply, Fallback).Approved is not null;

    internal ReplyTemplate Find(string reply, string language) =>
        replies.GetValueOrDefault((reply, Primary(language))) ?? replies.GetValueOrDefault((reply, Fallback))
        ?? throw new ArgumentException($"There is no reply '{reply}'.", nameof(reply));

    internal ApprovedTemplate? Approved(ReplyTemplate reply) =>
        reply.Approved is null ? null
        : approved.GetValueOrDefault((reply.Approved, ReplyLanguage.AtMeta(reply.Language) ?? Fallback)) ?? approved.GetValueOrDefault((reply.Approved, Fallback));

    internal Dictionary<string, string> States(string language) => states.GetValueOrDefault(Primary(language)) ?? states[Fallback];

    internal static string Primary(string language) => language.Split('-', '_')[0].ToLowerInvariant();

    private static IEnumerable<(string File, string Content)> Files(string directory, string folder, string extension)
    {
        var place = Path.Combine(directory, folder);
        if (!Directory.Exists(place))
        {
            throw new TemplateFileException(folder, $"is not a directory below {directory}.");
        }

        foreach (var path in Directory.EnumerateFiles(place).Order(StringComparer.Ordinal))
        {
            var file = $"{folder}/{Path.GetFileName(path)}";
            yield return path.EndsWith(extension, StringComparison.Ordinal)
                ? (file, File.ReadAllText(path))
                : throw new TemplateFileException(file, $"is no {extension} file.");
        }
    }

    private void Check(ReplyTemplate reply)
    {
        void Must(bool holds, string problem)
        {
            if (!holds)
            {
                throw new TemplateFileException(reply.File, problem);
            }
        }

        Must(ReplyNames.All.Contains(reply.Name), "is none of the replies in ReplyNames.");
        var english = Find(reply.Name, Fallback);
        Must(reply.Buttons.Select(b => b.Action).SequenceEqual(english.Buttons.Select(b => b.Action)), "has other buttons than the English file.");
        Must(reply.Approved == english.Approved && reply.RepeatIsHarmless == english.RepeatIsHarmless, "has another template or repeat than the English file.");
        var template = Approved(reply);
        Must(reply.Approved is null || template is not null, $"names the approved template '{reply.Approved}', which does not exist.");
        var named = reply.Parameters.Select(p => p.Key).ToList();
        var wanted = template?.Parameters ?? [];
        Must(named.Count == wanted.Count && !wanted.Except(named).Any(), $"must have exactly the template's parameters: {string.Join(", ", wanted)}.");
        Must(template is null || template.Language != ReplyLanguage.AtMeta(reply.Language) || template.QuickReplies.SequenceEqual(reply.Buttons.Select(b => b.Title)), "must have the template's quick replies as its buttons, in their order.");
    }
}
