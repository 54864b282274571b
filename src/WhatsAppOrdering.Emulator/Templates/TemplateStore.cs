using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace WhatsAppOrdering.Emulator.Templates;

/// <summary>The account's templates by name and language. All are approved at once; a repeated one replaces the old.</summary>
public sealed class TemplateStore
{
    private const long LowestId = 1_000_000_000_000_000;
    private readonly ConcurrentDictionary<(string Name, string Language), MessageTemplate> templates = new();

    public IEnumerable<MessageTemplate> All => templates.Values.OrderBy(template => template.Name, StringComparer.Ordinal);

    public MessageTemplate? Find(string name, string language) => templates.GetValueOrDefault((name, language));

    /// <summary>Takes a request that <see cref="TemplateRules"/> has passed.</summary>
    public MessageTemplate Put(TemplateRequest request)
    {
        var id = LowestId + RandomNumberGenerator.GetInt32(int.MaxValue);
        var template = new MessageTemplate(
            id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            request.Name!,
            request.Language!,
            "APPROVED",
            request.Category!.ToUpperInvariant(),
            request.ParameterFormat?.ToUpperInvariant() ?? "POSITIONAL",
            request.Components!);
        return templates[(template.Name, template.Language)] = template;
    }
}
