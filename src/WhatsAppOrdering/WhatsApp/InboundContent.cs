namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// What a message carries besides words and taps (Meta's "messages webhook reference", one page per type). Whatever Meta
/// left out is null.
/// </summary>
public abstract record InboundContent
{
    private InboundContent()
    {
    }

    /// <summary>An image, video, audio, document or sticker. The id lives 7 days at Meta; the address about 5 minutes, and it needs the bearer token.</summary>
    public sealed record Media(
        string Kind, string? Id, string? Url, string? MimeType, string? Sha256, string? Caption, string? FileName, bool Voice, bool Animated) : InboundContent;

    /// <summary>A place, in degrees.</summary>
    public sealed record Location(decimal? Latitude, decimal? Longitude, string? Name, string? Address, string? Url) : InboundContent;

    /// <summary>Address book cards; <c>contact_request</c> is the origin of the answer to our question for the number.</summary>
    public sealed record Contacts(IReadOnlyList<ContactCard> Cards) : InboundContent;

    /// <summary>A reaction to the message with this wamid; no emoji means that it was taken back. A 👍 is not a yes.</summary>
    public sealed record Reaction(string? Wamid, string? Emoji) : InboundContent;

    /// <summary>A cart out of the catalog in WhatsApp. Its prices are what the phone showed: never trust them.</summary>
    public sealed record Order(string? CatalogId, string? Note, IReadOnlyList<OrderItem> Items) : InboundContent;

    /// <summary>A completed Flow. <paramref name="Response"/> is the JSON object that <c>response_json</c> holds as text; null when it is none.</summary>
    public sealed record FlowReply(string? Name, string? Token, string? Response) : InboundContent;

    /// <summary>Whether we may call: accept or reject.</summary>
    public sealed record CallPermission(string? Response, string? Source, bool IsPermanent, DateTimeOffset? Until) : InboundContent;

    /// <summary>
    /// A change of the person: <c>user_changed_number</c>, <c>user_changed_user_id</c>, <c>customer_identity_changed</c>,
    /// the older <c>customer_changed_number</c>, or news of a group. <paramref name="Phone"/> and <paramref name="UserId"/> are the new ones.
    /// </summary>
    public sealed record SystemChange(string? Kind, string? Body, string? Phone, string? UserId, string? PreviousUserId, string? IdentityHash) : InboundContent;

    /// <summary>The person changed his message of this wamid into another; null when Meta sent no new form.</summary>
    public sealed record Edit(string? OriginalWamid, InboundMessage? Message) : InboundContent;

    /// <summary>The person took his message of this wamid back.</summary>
    public sealed record Revoke(string? OriginalWamid) : InboundContent;

    /// <summary>What the Cloud API cannot pass on (code 131051); <paramref name="Kind"/> is Meta's word for it, if any.</summary>
    public sealed record Unsupported(string? Kind) : InboundContent;
}

/// <summary>One card of an address book.</summary>
public sealed record ContactCard(string? Name, IReadOnlyList<ContactPhone> Phones, string? Origin, string? Vcard);

/// <summary>A number as it stands on the card, and its WhatsApp digits if it has any.</summary>
public sealed record ContactPhone(string? Phone, string? WaId);

/// <summary>One line of a catalog cart; the quantity and the price are null when Meta's are no numbers.</summary>
public sealed record OrderItem(string? ProductRetailerId, decimal? Quantity, decimal? Price, string? Currency);

/// <summary>The product that a question is about.</summary>
public sealed record ReferredProduct(string? CatalogId, string? ProductRetailerId);
