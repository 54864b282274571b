namespace WhatsAppOrdering.Replies;

/// <summary>What a button asks for. The values (one byte) are stored in tokens on people's phones: never renumber, only add.</summary>
public enum ButtonAction
{
    /// <summary>The retailer orders the cart as it is shown.</summary>
    ConfirmCart = 1,

    /// <summary>The retailer wants to change the cart.</summary>
    ChangeCart = 2,

    /// <summary>The retailer drops the cart.</summary>
    CancelCart = 3,

    /// <summary>The wholesaler confirms the order.</summary>
    ConfirmOrder = 4,

    /// <summary>The wholesaler rejects the order.</summary>
    RejectOrder = 5,

    /// <summary>The retailer cancels the placed order.</summary>
    CancelOrder = 6,

    /// <summary>The retailer keeps the placed order after all.</summary>
    KeepOrder = 7,

    /// <summary>The retailer says which wholesaler is meant; the subject is the wholesaler's id.</summary>
    ChooseWholesaler = 8,
}
