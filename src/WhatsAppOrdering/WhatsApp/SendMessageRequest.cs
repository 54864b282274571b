using System.Text.Json;
using System.Globalization;
using System.Text.Json.Serialization;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// The body of <c>POST /{version}/{phone number id}/messages</c> (Meta's "Messages API reference"). Nulls are left out.
/// </summary>
public sealed record SendMessageRequest
{
    /// <summary>Always <c>whatsapp</c>.</summary>
    public string MessagingProduct { get; init; } = "whatsapp";

    /// <summary>Always <c>individual</c>.</summary>
    public string RecipientType { get; init; } = "individual";

    /// <summary>The phone in E.164 with plus; without it Meta may prepend the business's own country code.</summary>
    public string? To { get; init; }

    /// <summary>The business-scoped user id, when there is no phone.</summary>
    public string? Recipient { get; init; }

    /// <summary>text, image, document, interactive or template.</summary>
    public required string Type { get; init; }

    /// <summary>With type text.</summary>
    public TextBody? Text { get; init; }

    /// <summary>With type image.</summary>
    public ImageBody? Image { get; init; }

    /// <summary>With type document.</summary>
    public DocumentBody? Document { get; init; }

    /// <summary>With type interactive.</summary>
    public InteractiveBody? Interactive { get; init; }

    /// <summary>With type template.</summary>
    public TemplateBody? Template { get; init; }

    /// <summary>Comes back in every status of this message; at most 512 characters.</summary>
    public string? BizOpaqueCallbackData { get; init; }

    /// <summary>Puts a message into Meta's words. Throws <see cref="ArgumentException"/> for a recipient with neither phone nor user id.</summary>
    public static SendMessageRequest From(Recipient to, OutboundMessage message, string callbackData)
    {
        var phone = string.IsNullOrWhiteSpace(to.Phone) ? null : "+" + to.Phone.TrimStart('+');
        if (phone is null && string.IsNullOrWhiteSpace(to.UserId))
        {
            throw new ArgumentException("A recipient needs a phone or a user id.", nameof(to));
        }

        return Body(message) with
        {
            To = phone,
            Recipient = phone is null ? to.UserId : null,
            BizOpaqueCallbackData = callbackData,
        };
    }

    private static SendMessageRequest Body(OutboundMessage message) => message switch
    {
        OutboundMessage.Text text => new() { Type = "text", Text = new(text.Body) },
        OutboundMessage.Buttons buttons => new()
        {
            Type = "interactive",
            Interactive = new("button", new(buttons.Body), new(
                Buttons: [.. buttons.Choices.Select(choice => new ButtonBody("reply", new(choice.Id, choice.Title)))])),
        },
        OutboundMessage.List list => new()
        {
            Type = "interactive",
            Interactive = new("list", new(list.Body), new(
                Button: list.OpenText,
                Sections: [new([.. list.Rows.Select(row => new IdAndTitle(row.Id, row.Title))])])),
        },
        OutboundMessage.Image image => new() { Type = "image", Image = new(image.MediaId, image.Caption) },
        OutboundMessage.Document document => new() { Type = "document", Document = new(document.MediaId, document.FileName, document.Caption) },
        OutboundMessage.Template template => new()
        {
            Type = "template",
            Template = new(template.Name, new(template.Language), [.. Components(template)]),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    private static IEnumerable<ComponentBody> Components(OutboundMessage.Template template)
    {
        if (template.Parameters.Count > 0)
        {
            yield return new("body", [.. template.Parameters.Select(pair => new ParameterBody("text", pair.Key, pair.Value))]);
        }

        for (var index = 0; index < template.QuickReplyPayloads.Count; index++)
        {
            yield return new(
                "button",
                [new("payload", Payload: template.QuickReplyPayloads[index])],
                "quick_reply",
                index.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Free-form text.</summary>
    public sealed record TextBody(string Body);

    /// <summary>An uploaded picture.</summary>
    public sealed record ImageBody(string Id, string Caption);

    /// <summary>An uploaded file.</summary>
    public sealed record DocumentBody(string Id, string Filename, string Caption);

    /// <summary>The text above the buttons or the list.</summary>
    public sealed record InteractiveText(string Text);

    /// <summary>Reply buttons (type button) or a list (type list).</summary>
    public sealed record InteractiveBody(string Type, InteractiveText Body, ActionBody Action);

    /// <summary>Either the buttons, or the list's opening button and its sections.</summary>
    public sealed record ActionBody(
        IReadOnlyList<ButtonBody>? Buttons = null,
        string? Button = null,
        IReadOnlyList<SectionBody>? Sections = null);

    /// <summary>One reply button.</summary>
    public sealed record ButtonBody(string Type, IdAndTitle Reply);

    /// <summary>One section of a list; a single one needs no title.</summary>
    public sealed record SectionBody(IReadOnlyList<IdAndTitle> Rows);

    /// <summary>What comes back when tapped, and what is seen.</summary>
    public sealed record IdAndTitle(string Id, string Title);

    /// <summary>An approved template by name and language.</summary>
    public sealed record TemplateBody(string Name, LanguageBody Language, IReadOnlyList<ComponentBody>? Components);

    /// <summary>A template's language, for example en or hi.</summary>
    public sealed record LanguageBody(string Code);

    /// <summary>The values of a template's body or of one of its buttons.</summary>
    public sealed record ComponentBody(
        string Type,
        IReadOnlyList<ParameterBody> Parameters,
        string? SubType = null,
        string? Index = null);

    /// <summary>One value of a template.</summary>
    public sealed record ParameterBody(
        string Type,
        string? ParameterName = null,
        string? Text = null,
        string? Payload = null);
}

/// <summary>
/// A read mark; with the typing indicator it says that an answer is coming (Meta's "Typing indicators": ends with our answer
/// or after 25 s).
/// </summary>
public sealed record MarkReadRequest(string MessageId)
{
    /// <summary>Always <c>whatsapp</c>.</summary>
    public string MessagingProduct { get; } = "whatsapp";

    /// <summary>Always <c>read</c>.</summary>
    public string Status { get; } = "read";

    public TypingBody TypingIndicator { get; } = new("text");

    /// <summary>Always of type text.</summary>
    public sealed record TypingBody(string Type);
}

/// <summary>Serialization of the requests, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(MarkReadRequest))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class CloudApiJson : JsonSerializerContext;
