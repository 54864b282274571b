using System.Text.RegularExpressions;
using WhatsAppOrdering.Emulator.Graph;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Emulator.Templates;

/// <summary>What Meta refuses when a template is created, as far as machines refuse it.</summary>
public static partial class TemplateRules
{
    private const int LongestName = 512;
    private const int LongestBody = 1024;
    private const int LongestEdge = 60;
    private const int MostButtons = 10;
    private const int LongestButton = 25;
    private const int MissingFields = 2388043;
    private const int VariableAtEdge = 2388299;

    public static GraphError? Check(TemplateRequest request)
    {
        if (request.Name is not { Length: > 0 and <= LongestName } || !NamePattern().IsMatch(request.Name))
        {
            return Refuse("name must have 1 to 512 characters of a-z, 0-9 and underscore.");
        }

        if (request.Language is null || !TemplateLanguages.AtMeta.Contains(request.Language))
        {
            return Refuse($"language ({request.Language}) is none of the supported language codes.");
        }

        if (request.Category?.ToUpperInvariant() is not ("UTILITY" or "MARKETING" or "AUTHENTICATION"))
        {
            return Refuse("category is not UTILITY, MARKETING or AUTHENTICATION.");
        }

        return request.ParameterFormat?.ToUpperInvariant() is not (null or "NAMED" or "POSITIONAL")
            ? Refuse("parameter_format must be NAMED or POSITIONAL.")
            : CheckComponents(request.Components ?? [], named: request.ParameterFormat?.ToUpperInvariant() == "NAMED");
    }

    private static GraphError? CheckComponents(IReadOnlyList<TemplateComponent> components, bool named)
    {
        if (components.Count(component => Is(component, "BODY")) != 1)
        {
            return Refuse("components must have one BODY.", MissingFields);
        }

        return components.Select(component => component.Type?.ToUpperInvariant() switch
        {
            "BODY" => CheckText(component, LongestBody, named) ?? CheckEdges(component.Text!),
            "HEADER" => component.Format?.ToUpperInvariant() == "TEXT" ? CheckText(component, LongestEdge, named) : Refuse("The emulator takes TEXT headers only."),
            "FOOTER" => MessageTemplate.Variables(component.Text).Count > 0 ? Refuse("FOOTER takes no variables.") : CheckText(component, LongestEdge, named),
            "BUTTONS" => CheckButtons(component.Buttons ?? []),
            _ => Refuse("A component's type must be HEADER, BODY, FOOTER or BUTTONS."),
        }).FirstOrDefault(error => error is not null);
    }

    private static GraphError? CheckText(TemplateComponent component, int longest, bool named)
    {
        if (component.Text is not { Length: > 0 } || component.Text.Length > longest)
        {
            return Refuse($"{component.Type} text must have 1 to {longest} characters.");
        }

        var variables = MessageTemplate.Variables(component.Text);
        if (variables.Count > 0 && component.Example is null)
        {
            return Refuse($"{component.Type} has variables and no example.", MissingFields);
        }

        var wellNamed = named
            ? variables.All(variable => NamePattern().IsMatch(variable))
            : variables.Select((variable, index) => variable == $"{index + 1}").All(right => right);
        return wellNamed ? null : Refuse($"{component.Type} variables do not fit the parameter format.");
    }

    private static GraphError? CheckEdges(string body)
    {
        var text = body.Trim();
        return text.StartsWith("{{", StringComparison.Ordinal) || text.EndsWith("}}", StringComparison.Ordinal)
            ? Refuse("Variables can't be at the start or end of the template.", VariableAtEdge)
            : null;
    }

    private static GraphError? CheckButtons(IReadOnlyList<TemplateButton> buttons) =>
        buttons.Count is < 1 or > MostButtons || buttons.Any(button => button.Text is not { Length: > 0 and <= LongestButton })
            ? Refuse($"BUTTONS must be 1 to {MostButtons} with a text of 1 to {LongestButton} characters.")
            : null;

    private static bool Is(TemplateComponent component, string type) => string.Equals(component.Type, type, StringComparison.OrdinalIgnoreCase);

    private static GraphError Refuse(string details, int? subcode = null) => GraphError.InvalidParameter(details, subcode);

    [GeneratedRegex("^[a-z0-9_]+$")]
    private static partial Regex NamePattern();
}
