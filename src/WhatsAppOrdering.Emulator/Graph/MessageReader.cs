using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Templates;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>Reads a send of any supported type and holds it against Meta's limits.</summary>
public sealed class MessageReader(TemplateStore templates, MediaShelf media)
{
    private const int LongestText = 4096;
    private const int LongestCaption = 1024;
    private const int LargestPicture = 5 * 1024 * 1024;
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
            "image" => ReadMedium("image", request.Image?.Id, request.Image?.Caption, "🖼"),
            "document" => ReadMedium("document", request.Document?.Id, request.Document?.Caption, $"📄 {request.Document?.Filename}"),
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

    private Reading ReadMedium(string type, string? id, string? caption, string shown) =>
        id is null || media.Find(id) is not { } medium ? new Reading.Refused(GraphError.InvalidParameter($"Param {type}['id'] is not a medium that was uploaded to this number."))
        : type == "image" && medium is not { MimeType: "image/jpeg" or "image/png", Bytes.Length: <= LargestPicture }
            ? new Reading.Refused(GraphError.InvalidParameter("Param image['id'] must be a JPEG or PNG of at most 5 MB."))
        : caption?.Length > LongestCaption
            ? new Reading.Refused(GraphError.InvalidParameter($"Param {type}['caption'] must be at most {LongestCaption} characters long."))
        : new Reading.Ready(new Draft(BubbleKind.Text, $"{shown}\n{caption}"));

    private static Reading ReadText(SendText? text) =>
        string.IsNullOrEmpty(text?.Body) ? new Reading.Refused(GraphError.MissingParameter("text.body is missing or empty."))
        : text.Body.Length > LongestText
            ? new Reading.Refused(GraphError.InvalidParameter($"Param text['body'] must be at most {LongestText} characters long."))
        : new Reading.Ready(new Draft(BubbleKind.Text, text.Body));
}
