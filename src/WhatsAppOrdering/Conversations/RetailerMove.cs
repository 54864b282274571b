using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>What a shop's words come to; each has its row in <see cref="WordsHeard.Move"/>.</summary>
public enum RetailerMove
{
    AcceptPrice,
    RefusePrice,
    LeaveCartAlone,
    ChangeCart,
    Reorder,
    AskAboutNamedOrder,
    CancelAskedOrder,
    KeepAskedOrder,
    AddAgain,
    DoNotAddAgain,
    AskOpenQuestion,
    GiveUpOpenQuestion,
    TellThatItCameLate,
    PlaceCart,
    KeepCart,
    DropCart,
    AskAboutOrder,
    Answer,
}

/// <summary>What a shop's words mean, and what they meet.</summary>
/// <param name="IsToThis">Nobody else's words, none of before, and none about another cart: those agree to nothing and drop nothing.</param>
public sealed record WordsHeard(Intent Intent, bool NamesOrdering, bool NamesOrder, bool IsToThis)
{
    /// <summary>What was asked last besides the cart.</summary>
    public AskedKind? Asked { get; init; }

    /// <summary>A higher price was told last and waits for a yes.</summary>
    public bool IsPriceOffered { get; init; }

    public bool HasCart { get; init; }

    public bool HasQuestion { get; init; }

    /// <summary>It was on its way for minutes while the cart was shown.</summary>
    public bool IsOfLongBefore { get; init; }

    /// <summary>
    /// The first row that fits. A yes or a no goes to what was asked last: a higher price, whether to cancel, whether the same
    /// list is meant twice, an open question, the cart.
    /// </summary>
    public RetailerMove Move => this switch
    {
        { IsPriceOffered: true, Intent: Intent.Confirm } => RetailerMove.AcceptPrice,
        { IsPriceOffered: true, Intent: Intent.Keep or Intent.Cancel } => RetailerMove.RefusePrice,
        { IsOfLongBefore: true, HasCart: true, Intent: Intent.Order or Intent.Add or Intent.Remove or Intent.ChangeQuantity or Intent.Clarify or Intent.Reorder } => RetailerMove.LeaveCartAlone,
        { Intent: Intent.Order or Intent.Add or Intent.Remove or Intent.ChangeQuantity or Intent.Clarify } => RetailerMove.ChangeCart,
        { Intent: Intent.Reorder } => RetailerMove.Reorder,
        { Intent: Intent.Cancel, NamesOrder: true } => RetailerMove.AskAboutNamedOrder,
        { Intent: Intent.Cancel, Asked: AskedKind.CancelOrder, IsToThis: true } => RetailerMove.CancelAskedOrder,
        { Intent: Intent.Keep, Asked: AskedKind.CancelOrder, IsToThis: true } => RetailerMove.KeepAskedOrder,
        // "confirm" is the button under that question: it orders the cart that it shows.
        { Intent: Intent.Confirm, Asked: AskedKind.AddAgain, IsToThis: true, NamesOrdering: false } => RetailerMove.AddAgain,
        { Intent: Intent.Cancel or Intent.Keep, Asked: AskedKind.AddAgain, IsToThis: true } => RetailerMove.DoNotAddAgain,
        { Intent: Intent.Confirm or Intent.Keep, HasQuestion: true, HasCart: false } => RetailerMove.AskOpenQuestion,
        // He has seen no total yet: what is still open is left out, and the cart is shown for his yes.
        { Intent: Intent.Confirm or Intent.Keep, HasQuestion: true } => RetailerMove.GiveUpOpenQuestion,
        { Intent: Intent.Confirm or Intent.Cancel, IsToThis: false } when HasCart || HasQuestion => RetailerMove.TellThatItCameLate,
        { Intent: Intent.Confirm, HasCart: true } => RetailerMove.PlaceCart,
        { Intent: Intent.Keep, HasCart: true } => RetailerMove.KeepCart,
        { Intent: Intent.Cancel } when HasCart || HasQuestion => RetailerMove.DropCart,
        { Intent: Intent.Cancel } => RetailerMove.AskAboutOrder,
        _ => RetailerMove.Answer,
    };
}
