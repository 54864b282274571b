namespace WhatsAppOrdering.Replies;

/// <summary>What a genuine button says: which wholesaler, which cart or order in which version, and what to do with it.</summary>
public sealed record ButtonToken(Guid Wholesaler, Guid Subject, int Version, ButtonAction Action);

/// <summary>What was found when a tapped button's token was read.</summary>
public enum ButtonReading
{
    /// <summary>Ours, and made for the person who tapped.</summary>
    Genuine,

    /// <summary>Not in the form of a token of ours, or of an action that this version does not know.</summary>
    Malformed,

    /// <summary>In the right form, but not signed with a key of ours.</summary>
    Forged,

    /// <summary>Signed by us, but for another person: a forwarded message.</summary>
    OtherPersons,
}
