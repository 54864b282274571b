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

    /// <summary>The wholesaler grants the order what the credit refused.</summary>
    ApproveOrder = 9,

    /// <summary>The wholesaler does not grant it.</summary>
    DeclineOrder = 10,

    /// <summary>The retailer asks the wholesaler to approve the cart that was refused.</summary>
    AskApproval = 11,

    /// <summary>The wholesaler says that a person whose number or identity changed is still the same; the subject is the membership.</summary>
    TrustLink = 12,

    /// <summary>The wholesaler does not know him: the link stays closed.</summary>
    DistrustLink = 13,

    /// <summary>The wholesaler grants the order and raises the limit to what is used with it.</summary>
    RaiseLimit = 14,

    /// <summary>The retailer wants to change the placed order.</summary>
    ChangeOrder = 15,

    /// <summary>The retailer says yes to the higher price; the version is the offer's number.</summary>
    AcceptPrices = 16,

    /// <summary>The retailer says which product he meant; the subject is the choice's id.</summary>
    ChooseProduct = 17,

    /// <summary>The person says which language to write to him in; the subject is the language's id.</summary>
    ChooseLanguage = 18,

    /// <summary>The retailer wants the next page of his wholesalers; the subject is the last one that the page before offered.</summary>
    MoreWholesalers = 19,

    /// <summary>The retailer does mean the list twice that he sent twice.</summary>
    AddAgain = 20,

    /// <summary>The retailer wants another quantity of one line of his cart; the subject is the line's id.</summary>
    ChangeLine = 21,

    /// <summary>The retailer wants the same as in an order of before.</summary>
    Reorder = 22,

    /// <summary>The retailer keeps of his cart what his credit reaches for.</summary>
    FitCart = 23,

    /// <summary>The retailer wants to be called by a person of the wholesaler's.</summary>
    TalkToPerson = 24,
}
