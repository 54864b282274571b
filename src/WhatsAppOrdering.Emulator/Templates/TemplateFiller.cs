using System.Globalization;
using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Graph;

namespace WhatsAppOrdering.Emulator.Templates;

/// <summary>Fills an approved template with a send's parameters, or tells why Meta would refuse them.</summary>
public static class TemplateFiller
{
    private const int LongestBody = 1024;
    private const int LongestPayload = 256;
    private const int MostSpaces = 4;

    public static Reading Read(SendTemplate? send, TemplateStore templates)
    {
        if (send?.Name is not { Length: > 0 } name || send.Language?.Code is not { Length: > 0 } language)
        {
            return new Reading.Refused(GraphError.MissingParameter("template.name or template.language.code is missing."));
        }

        if (templates.Find(name, language) is not { } template)
        {
            return new Reading.Refused(GraphError.NoSuchTemplate($"template name ({name}) does not exist in {language}"));
        }

        if (Unusable(template) is { } unusable)
        {
            return new Reading.Refused(unusable);
        }

        var components = send.Components ?? [];
        var error = CheckPart(template, "body", components) ?? CheckPart(template, "header", components) ?? CheckButtons(template, components);
        return error is null ? Draw(template, components) : new Reading.Refused(error);
    }

    private static GraphError? Unusable(MessageTemplate template) => template.Status switch
    {
        "APPROVED" => null,
        "PAUSED" => GraphError.TemplatePaused($"template {template.Name} is paused"),
        "DISABLED" => GraphError.TemplateDisabled($"template {template.Name} is disabled"),
        _ => GraphError.NoSuchTemplate($"template {template.Name} is {template.Status}"),
    };

    private static Reading Draw(MessageTemplate template, IReadOnlyList<SendComponent> components)
    {
        var body = Fill(template, "body", components)!;
        return body.Length > LongestBody
            ? new Reading.Refused(GraphError.TooLongOnceFilled($"body: filled text has {body.Length} characters, at most {LongestBody} are allowed"))
            : new Reading.Ready(new Draft(BubbleKind.Template, body)
            {
                Header = Fill(template, "header", components),
                Footer = template.Component("footer")?.Text,
                Choices = [.. QuickReplies(template, components)],
                TemplateName = template.Name,
                PricingCategory = template.Category.ToLowerInvariant(),
            });
    }

    // Without a payload Meta hands back the button's own text.
    private static IEnumerable<Choice> QuickReplies(MessageTemplate template, IReadOnlyList<SendComponent> components) =>
        template.Buttons().Index()
            .Where(button => IsQuickReply(button.Item))
            .Select(button => new Choice(
                components.FirstOrDefault(component => IsButton(component, button.Index))?.Parameters?[0].Payload ?? button.Item.Text!,
                button.Item.Text!));

    private static string? Fill(MessageTemplate template, string part, IReadOnlyList<SendComponent> components)
    {
        if (template.Component(part)?.Text is not { } text)
        {
            return null;
        }

        var parameters = Parameters(components, part);
        return MessageTemplate.Fill(text, variable => template.IsNamed()
            ? parameters.First(parameter => parameter.ParameterName == variable).Text!
            : parameters[int.Parse(variable, CultureInfo.InvariantCulture) - 1].Text!);
    }

    private static GraphError? CheckPart(MessageTemplate template, string part, IReadOnlyList<SendComponent> components)
    {
        var variables = MessageTemplate.Variables(template.Component(part)?.Text);
        var parameters = Parameters(components, part);
        if (parameters.Count != variables.Count)
        {
            return GraphError.ParameterCount(
                $"{part}: number of localizable_params ({parameters.Count}) does not match the expected number of params ({variables.Count})");
        }

        if (template.IsNamed() && variables.FirstOrDefault(variable => parameters.All(parameter => parameter.ParameterName != variable)) is { } absent)
        {
            return GraphError.ParameterFormat($"{part}: parameter name {absent} is missing");
        }

        return parameters.Select(parameter => CheckParameter(part, parameter)).FirstOrDefault(error => error is not null);
    }

    private static GraphError? CheckParameter(string part, SendParameter parameter) =>
        parameter.Type != "text" ? GraphError.ParameterFormat($"{part}: expected a parameter of type text")
        : string.IsNullOrWhiteSpace(parameter.Text) ? GraphError.MissingParameter("Parameter of type text is missing text value")
        : parameter.Text.AsSpan().IndexOfAny("\r\n\t") >= 0 || parameter.Text.Contains(new string(' ', MostSpaces + 1), StringComparison.Ordinal)
            ? GraphError.ParameterText("Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
        : null;

    private static GraphError? CheckButtons(MessageTemplate template, IReadOnlyList<SendComponent> components)
    {
        var buttons = template.Buttons();
        foreach (var sent in components.Where(component => Is(component.Type, "button")))
        {
            var index = Enumerable.Range(0, buttons.Count).FirstOrDefault(index => IsButton(sent, index), -1);
            if (index < 0 || !Is(sent.SubType, "quick_reply") || !IsQuickReply(buttons[index]))
            {
                return GraphError.ParameterFormat("buttons: the template has no quick reply at this index");
            }

            if (sent.Parameters is not [{ Type: "payload", Payload: { Length: > 0 and <= LongestPayload } }])
            {
                return GraphError.BadValue($"buttons: a quick reply takes one payload of 1 to {LongestPayload} characters");
            }
        }

        return null;
    }

    private static IReadOnlyList<SendParameter> Parameters(IReadOnlyList<SendComponent> components, string part) =>
        components.FirstOrDefault(component => Is(component.Type, part))?.Parameters ?? [];

    private static bool IsButton(SendComponent component, int index) =>
        Is(component.Type, "button") && component.Index?.ToString() == index.ToString(CultureInfo.InvariantCulture);

    private static bool IsQuickReply(TemplateButton button) => Is(button.Type, "quick_reply");

    private static bool Is(string? value, string expected) => string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);
}
