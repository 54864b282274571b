namespace WhatsAppOrdering.Replies;

/// <summary>Every reply that can be said. Each has its words in <c>templates/replies/&lt;name&gt;.en.hbs</c>.</summary>
public static class ReplyNames
{
    /// <summary>The cart as understood, with its total against the credit.</summary>
    public const string CartSummary = "cart_summary";

    /// <summary>Nothing was understood, or a question comes first.</summary>
    public const string NotUnderstood = "not_understood";

    /// <summary>How to change the cart.</summary>
    public const string ChangeHow = "change_how";

    /// <summary>The cart is dropped.</summary>
    public const string CartCancelled = "cart_cancelled";

    /// <summary>There is nothing to confirm.</summary>
    public const string CartEmpty = "cart_empty";

    /// <summary>The order holds credit and waits for the wholesaler.</summary>
    public const string OrderPlaced = "order_placed";

    /// <summary>The order was refused, with the reason and the figures.</summary>
    public const string OrderDeclined = "order_declined";

    /// <summary>The credit line was busy; nothing was decided.</summary>
    public const string Busy = "busy";

    /// <summary>To the wholesaler: confirm or reject.</summary>
    public const string OrderRequest = "order_request";

    /// <summary>To the retailer: confirmed.</summary>
    public const string OrderConfirmed = "order_confirmed";

    /// <summary>To the retailer: rejected.</summary>
    public const string OrderRejected = "order_rejected";

    /// <summary>To the retailer: nobody answered in time.</summary>
    public const string OrderExpired = "order_expired";

    /// <summary>To the wholesaler: nobody answered in time.</summary>
    public const string OrderExpiredApprover = "order_expired_approver";

    /// <summary>To the retailer: cancelled as wished.</summary>
    public const string OrderCancelled = "order_cancelled";

    /// <summary>To the wholesaler: the retailer cancelled.</summary>
    public const string OrderCancelledApprover = "order_cancelled_approver";

    /// <summary>To the wholesaler: the tap took effect.</summary>
    public const string ApproverDone = "approver_done";

    /// <summary>To the wholesaler: the order was decided already.</summary>
    public const string ApproverTooLate = "approver_too_late";

    /// <summary>To the wholesaler: what can be done here.</summary>
    public const string ApproverHelp = "approver_help";

    /// <summary>The button is not ours or not this person's.</summary>
    public const string TapInvalid = "tap_invalid";

    /// <summary>The order stayed busy through all retries; the tap can be repeated.</summary>
    public const string BusyTap = "busy_tap";

    /// <summary>The credit's figures.</summary>
    public const string Balance = "balance";

    /// <summary>The last orders.</summary>
    public const string Status = "status";

    /// <summary>One order's state.</summary>
    public const string OrderState = "order_state";

    /// <summary>Is the placed order really to be cancelled?</summary>
    public const string CancelQuestion = "cancel_question";

    /// <summary>The order stays.</summary>
    public const string KeepOrderDone = "keep_order_done";

    /// <summary>What can be written.</summary>
    public const string Help = "help";

    /// <summary>The sender is no customer.</summary>
    public const string Stranger = "stranger";

    /// <summary>A picture, voice message and the like cannot be read.</summary>
    public const string NotText = "not_text";

    /// <summary>The message could not be handled.</summary>
    public const string FailedMessage = "failed_message";

    /// <summary>Which wholesaler is meant?</summary>
    public const string ChooseWholesaler = "choose_wholesaler";

    /// <summary>Hello, and what can be written.</summary>
    public const string Greeting = "greeting";

    /// <summary>All of them; the start checks that each has its words.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CartSummary, NotUnderstood, ChangeHow, CartCancelled,
        CartEmpty, OrderPlaced, OrderDeclined, Busy,
        OrderRequest, OrderConfirmed, OrderRejected, OrderExpired,
        OrderExpiredApprover, OrderCancelled, OrderCancelledApprover, ApproverDone,
        ApproverTooLate, ApproverHelp, TapInvalid,
        BusyTap, Balance, Status, OrderState,
        CancelQuestion, KeepOrderDone, Help, Stranger,
        NotText, FailedMessage, ChooseWholesaler, Greeting,
    ];
}
