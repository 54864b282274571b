namespace WhatsAppOrdering.Data;

/// <summary>The codes of our own that the database's functions raise. Nothing was written then.</summary>
public static class OwnErrors
{
    /// <summary>Of order_place: nothing was decided now, and the message is the answer.</summary>
    public const string NothingDecided = "WO001";

    /// <summary>The order is in another state than the caller says, or has its credit under another version.</summary>
    public const string OtherState = "WO002";

    /// <summary>There is no hold to lift.</summary>
    public const string NotOnHold = "WO003";
}
