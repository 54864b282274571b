using System.Text.Json;
using System.Text.RegularExpressions;

namespace WhatsAppOrdering.Emulator.Templates;

/// <summary>A template as it is posted and listed (Meta's "Template components" page).</summary>
public sealed record TemplateRequest(
    string? Name, string? Language, string? Category, string? ParameterFormat, IReadOnlyList<TemplateComponent>? Components,
    int? MessageSendTtlSeconds = null);

public sealed record TemplateComponent(
    string? Type, string? Format, string? Text, IReadOnlyList<TemplateButton>? Buttons, JsonElement? Example);

public sealed record TemplateButton(string? Type, string? Text, string? Url, string? PhoneNumber, JsonElement? Example);

/// <summary>A template as the account has it.</summary>
public sealed partial record MessageTemplate(
    string Id, string Name, string Language, string Status, string Category, string ParameterFormat, IReadOnlyList<TemplateComponent> Components)
{
    public int? MessageSendTtlSeconds { get; init; }

    public string? RejectedReason => Status == "REJECTED" ? "INVALID_FORMAT" : "NONE";

    public object QualityScore => new { Score = "GREEN" };

    public bool IsNamed() => ParameterFormat == "NAMED";

    public TemplateComponent? Component(string type) =>
        Components.FirstOrDefault(component => string.Equals(component.Type, type, StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<TemplateButton> Buttons() => Component("BUTTONS")?.Buttons ?? [];

    /// <summary>The distinct variables of a text, in the order in which they first appear.</summary>
    public static IReadOnlyList<string> Variables(string? text) =>
        [.. VariablePattern().Matches(text ?? "").Select(match => match.Groups[1].Value).Distinct()];

    public static string Fill(string text, Func<string, string> value) => VariablePattern().Replace(text, match => value(match.Groups[1].Value));

    [GeneratedRegex(@"\{\{\s*([^{}\s]+)\s*\}\}")]
    private static partial Regex VariablePattern();
}
