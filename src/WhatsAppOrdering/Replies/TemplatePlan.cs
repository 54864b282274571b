using System.Text.Json;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>What it takes to make Meta's templates those of <c>templates/approved</c>. Pure.</summary>
public static class TemplatePlan
{
    private const string TimeToLive = "message_send_ttl_seconds";

    /// <summary>One step for each template of ours, in the order of the files.</summary>
    public static IReadOnlyList<TemplateStep> Compare(IEnumerable<TemplateFile> ours, IReadOnlyList<TemplateAtMeta> theirs) =>
        [.. ours.Select(file => Compare(file, theirs.FirstOrDefault(t => t.Name == file.Name && t.Language == file.Language)))];

    /// <summary>Names and languages that Meta has and we do not; nothing is done about them.</summary>
    public static IReadOnlyList<string> OnlyAtMeta(IReadOnlyList<TemplateFile> ours, IReadOnlyList<TemplateAtMeta> theirs) =>
        [.. theirs.Where(t => !ours.Any(file => t.Name == file.Name && t.Language == file.Language)).Select(t => $"{t.Name}.{t.Language}")];

    private static TemplateStep Compare(TemplateFile file, TemplateAtMeta? theirs)
    {
        if (theirs is null)
        {
            return new(file, null, TemplateAction.Create, []);
        }

        var changed = Parts(file.Json).Where(part => Parts(theirs.Json).GetValueOrDefault(part.Key) != part.Value).Select(part => part.Key)
            .Concat(Parts(theirs.Json).Keys.Except(Parts(file.Json).Keys))
            .Concat(Life(file.Json) is { } life && life != Life(theirs.Json) ? [TimeToLive] : []).Distinct().Order(StringComparer.Ordinal).ToList();
        return new(
            file, theirs,
            changed.Count == 0 ? TemplateAction.Keep : theirs.Status is "PENDING" or "IN_APPEAL" ? TemplateAction.Wait : TemplateAction.Edit,
            changed);
    }

    /// <summary>What a person would see of each component. Examples are for the reviewer, and Meta lists them in other shapes than it takes.</summary>
    private static Dictionary<string, string> Parts(JsonElement template)
    {
        var parts = new Dictionary<string, string>();
        if (template.TryGetProperty("components", out var components) && components.ValueKind == JsonValueKind.Array)
        {
            foreach (var component in components.EnumerateArray())
            {
                parts[Word(component, "type")] = Shape(component);
            }
        }

        return parts;
    }

    /// <summary>Null when it states none: that is no difference to any of Meta's, for an edit cannot take one away.</summary>
    private static string? Life(JsonElement template) => template.TryGetProperty(TimeToLive, out var seconds) ? seconds.ToString() : null;

    private static string Shape(JsonElement component) => string.Join('\n', [
        Word(component, "format"),
        Exact(component, "text"),
        .. component.TryGetProperty("buttons", out var buttons) && buttons.ValueKind == JsonValueKind.Array
            ? buttons.EnumerateArray().Select(b => string.Join('|', Word(b, "type"), Exact(b, "text"), Exact(b, "url"), Exact(b, "phone_number")))
            : []]);

    private static string Word(JsonElement from, string name) => Exact(from, name).ToUpperInvariant();

    private static string Exact(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>One template of ours beside Meta's.</summary>
/// <param name="Changed">The kinds of component that differ, and <c>message_send_ttl_seconds</c> where that does.</param>
public sealed record TemplateStep(TemplateFile Ours, TemplateAtMeta? Theirs, TemplateAction Action, IReadOnlyList<string> Changed)
{
    /// <summary>Meta made marketing of what we wrote as utility: its messages are held back from people who stopped marketing.</summary>
    public bool DriftedToMarketing => Theirs?.Category == "MARKETING" && Ours.Category != "MARKETING";

    /// <summary>True when it can be sent now.</summary>
    public bool Usable => Theirs?.Status == "APPROVED" && !DriftedToMarketing;

    /// <summary><c>order_request.en</c>.</summary>
    public string Name => $"{Ours.Name}.{Ours.Language}";
}

/// <summary>Wait: it differs, but Meta edits nothing that is under review.</summary>
public enum TemplateAction
{
    Create,
    Edit,
    Keep,
    Wait,
}
