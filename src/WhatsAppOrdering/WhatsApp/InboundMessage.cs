using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>What a person wrote or tapped, read from a Message item's bytes (Meta's "messages webhook reference").</summary>
/// <param name="Wamid">Meta's message id; null only when Meta sent none.</param>
/// <param name="Type">Meta's word for the kind: text, interactive, button, order, image …; <c>unknown</c> when absent.</param>
/// <param name="Text">The text, or the title of the tapped button or list row; without U+0000.</param>
/// <param name="ReplyToken">The id that we gave what was tapped or filled in: session buttons, list rows, template quick replies, Flows.</param>
/// <param name="ContextId">The wamid of the message that this one answers; often absent, even for taps.</param>
/// <param name="Forwarded">True when the text is somebody else's, passed on.</param>
/// <param name="Timestamp">When the person sent it, UTC, whole seconds. The 24-hour window counts from here.</param>
public sealed record InboundMessage(
    string? Wamid,
    string Type,
    string? Text,
    string? ReplyToken,
    string? ContextId,
    bool Forwarded,
    DateTimeOffset? Timestamp)
{
    /// <summary>What it carries besides words and taps; null when there is nothing more, or when the type is not known yet.</summary>
    public InboundContent? Content { get; init; }

    /// <summary>Meta's word for the kind of an interactive answer: button_reply, list_reply, nfm_reply, or one not yet invented.</summary>
    public string? InteractiveKind { get; init; }

    /// <summary>The product that a text is a question about.</summary>
    public ReferredProduct? Product { get; init; }

    /// <summary>The group that it was written in.</summary>
    public string? GroupId { get; init; }

    /// <summary>Of an echo: the phone digits of the person to whom the business wrote.</summary>
    public string? To { get; init; }

    /// <summary>Changes when the person reinstalls WhatsApp or the number goes to somebody else; only when we asked Meta for it.</summary>
    public string? IdentityHash { get; init; }

    /// <summary>The sender's phone digits, as they stand in the message.</summary>
    public string? FromPhone { get; init; }

    /// <summary>The sender's business-scoped user id, as it stands in the message.</summary>
    public string? FromUserId { get; init; }

    /// <summary>Why Meta could not pass the message on.</summary>
    public MetaError? Error { get; init; }

    /// <summary>
    /// The person's own words, wherever they stand: the text or title, a caption, the note of a cart, the new form of an
    /// edited message.
    /// </summary>
    public string? Words => Text ?? Content switch
    {
        InboundContent.Media media => media.Caption,
        InboundContent.Order order => order.Note,
        InboundContent.Edit { Message: { } edited } => edited.Words,
        _ => null,
    };

    /// <summary>Reads the bytes of a webhook item: a Message or an Echo. Throws <see cref="JsonException"/> only for bytes that are no JSON.</summary>
    public static InboundMessage Read(byte[] raw)
    {
        using var document = JsonDocument.Parse(raw, LenientJson.Options);
        return Read(document.RootElement);
    }

    internal static InboundMessage Read(JsonElement message)
    {
        var type = message.Text("type") ?? "unknown";
        var button = message.Member("button");
        var interactive = message.Member("interactive");
        var tapped = interactive?.Member("button_reply") ?? interactive?.Member("list_reply");
        var context = message.Member("context");
        var content = ContentReader.Read(message);
        return new(
            message.Text("id"),
            type,
            message.Member("text")?.Text("body") ?? button?.Text("text") ?? tapped?.Text("title"),
            tapped?.Text("id") ?? button?.Text("payload") ?? (content as InboundContent.FlowReply)?.Token,
            context?.Text("id"),
            context is { } about && (about.IsTrue("forwarded") || about.IsTrue("frequently_forwarded")),
            message.Time("timestamp"))
        {
            Content = content,
            InteractiveKind = interactive?.Text("type"),
            Product = context?.Member("referred_product") is { } product
                ? new(product.Text("catalog_id"), product.Text("product_retailer_id"))
                : null,
            GroupId = message.Text("group_id"),
            To = message.Phone("to"),
            FromPhone = message.Phone("from"),
            FromUserId = message.Id("from_user_id"),
            IdentityHash = message.Member("identity")?.Text("hash"),
            Error = MetaError.FirstOf(message),
        };
    }
}
