using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Templates;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>Reads a send of any supported type and holds it against Meta's limits.</summary>
public sealed class MessageReader(TemplateStore templates)
{
    private const int LongestText = 4096;
    private const int LongestCallbackData = 512;

    public Reading Read(SendRequest request)
    {
        if (CheckEnvelope(request) is { } error)
        {
            return new Reading.Refused(error);
        }

        return (request.Type ?? "text") switch
        {
            "text" => ReadText(request.Text),
            "interactive" => InteractiveReader.Read(request.Interactive),
            "template" => TemplateFiller.Read(request.Template, templates),
            var other => new Reading.Refused(GraphError.UnsupportedType($"The emulator does not send messages of type {other}.")),
        };
    }

    private static GraphError? CheckEnvelope(SendRequest request) =>
        request.RecipientType is not (null or "individual") ? GraphError.BadValue("recipient_type must be individual.")
        : request.BizOpaqueCallbackData?.Length > LongestCallbackData
            ? GraphError.BadValue($"biz_opaque_callback_data must have at most {LongestCallbackData} characters.")
        : null;

    private static Reading ReadText(SendText? text) =>
        string.IsNullOrEmpty(text?.Body) ? new Reading.Refused(GraphError.MissingParameter("text.body is missing or empty."))
        : text.Body.Length > LongestText
            ? new Reading.Refused(GraphError.InvalidParameter($"Param text['body'] must be at most {LongestText} characters long."))
        : new Reading.Ready(new Draft(BubbleKind.Text, text.Body));
}
