using System.Collections.Concurrent;
using System.Security.Cryptography;
using WhatsAppOrdering.Emulator.State;

namespace WhatsAppOrdering.Emulator.Templates;

/// <summary>The account's templates by name and language. The review is instant; how it ends can be told beforehand.</summary>
public sealed class TemplateStore(StateChanges changes)
{
    private const long LowestId = 1_000_000_000_000_000;
    private readonly ConcurrentDictionary<(string Name, string Language), MessageTemplate> templates = new();
    private volatile string review = "APPROVED";

    public IEnumerable<MessageTemplate> All => templates.Values.OrderBy(template => template.Name, StringComparer.Ordinal).ThenBy(template => template.Language, StringComparer.Ordinal);

    /// <summary>The status of what is created from now on.</summary>
    public string Review
    {
        get => review;
        set => review = value;
    }

    public MessageTemplate? Find(string name, string language) => templates.GetValueOrDefault((name, language));

    public MessageTemplate? FindById(string id) => templates.Values.FirstOrDefault(template => template.Id == id);

    /// <summary>Takes a request that <see cref="TemplateRules"/> has passed; null when there is one of this name and language.</summary>
    public MessageTemplate? Create(TemplateRequest request)
    {
        var id = LowestId + RandomNumberGenerator.GetInt32(int.MaxValue);
        var template = new MessageTemplate(
            id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            request.Name!,
            request.Language!,
            Review,
            request.Category!.ToUpperInvariant(),
            request.ParameterFormat?.ToUpperInvariant() ?? "POSITIONAL",
            request.Components!)
        {
            MessageSendTtlSeconds = request.MessageSendTtlSeconds,
        };
        changes.Tell();
        return templates.TryAdd((template.Name, template.Language), template) ? template : null;
    }

    public void Replace(MessageTemplate template)
    {
        templates[(template.Name, template.Language)] = template;
        changes.Tell();
    }
}
