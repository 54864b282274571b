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

    /// <summary>To the retailer: confirmed, but not all of it.</summary>
    public const string OrderConfirmedInPart = "order_confirmed_in_part";

    /// <summary>To the retailer: on its way.</summary>
    public const string OrderDispatched = "order_dispatched";

    /// <summary>To the retailer: delivered, and when to pay.</summary>
    public const string OrderDelivered = "order_delivered";

    /// <summary>To the retailer: the wholesaler called it off, and why.</summary>
    public const string OrderCancelledBySupplier = "order_cancelled_by_supplier";

    /// <summary>To the wholesaler: grant what the credit refused?</summary>
    public const string ApprovalRequest = "approval_request";

    /// <summary>To the retailer: the wholesaler was asked.</summary>
    public const string ApprovalAsked = "approval_asked";

    /// <summary>To the retailer: granted.</summary>
    public const string OrderApproved = "order_approved";

    /// <summary>To the retailer: rejected.</summary>
    public const string OrderRejected = "order_rejected";

    /// <summary>To the retailer: none of the wholesaler's people could be asked.</summary>
    public const string OrderUnreached = "order_unreached";

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

    /// <summary>The message was too long: how far it was read.</summary>
    public const string MessageCut = "message_cut";

    /// <summary>The message could not be handled.</summary>
    public const string FailedMessage = "failed_message";

    /// <summary>Which wholesaler is meant?</summary>
    public const string ChooseWholesaler = "choose_wholesaler";

    /// <summary>Hello, and what can be written.</summary>
    public const string Greeting = "greeting";

    /// <summary>Too many messages at once: they are not read.</summary>
    public const string SlowDown = "slow_down";

    /// <summary>The sender's number, user id or identity changed: the wholesaler was asked.</summary>
    public const string LinkQuarantined = "link_quarantined";

    /// <summary>To the wholesaler: is it still the same person?</summary>
    public const string LinkQuestion = "link_question";

    /// <summary>To the wholesaler: the answer took effect.</summary>
    public const string LinkAnswered = "link_answered";

    /// <summary>A message that had become an order was edited: the wholesaler was told.</summary>
    public const string ChangeAsked = "change_asked";

    /// <summary>A deleted message cancels nothing.</summary>
    public const string RevokeKept = "revoke_kept";

    /// <summary>The statement, as a document.</summary>
    public const string Statement = "statement";

    /// <summary>To the wholesaler: the approval cures it not, or not any more; the question stays open.</summary>
    public const string ApprovalRefused = "approval_refused";

    /// <summary>To the retailer: the wholesaler asks for more.</summary>
    public const string PriceRise = "price_rise";

    /// <summary>To the retailer: the higher price stands and the wholesaler is asked to confirm.</summary>
    public const string PriceAccepted = "price_accepted";

    /// <summary>To the retailer: the credit does not allow the higher price.</summary>
    public const string PriceRefused = "price_refused";

    /// <summary>Which product, or how many: what must be answered before the cart is whole.</summary>
    public const string Question = "question";

    /// <summary>What the products asked about cost.</summary>
    public const string Price = "price";

    /// <summary>A payment that the shop tells of goes to the office; only the office books it.</summary>
    public const string PaymentNoted = "payment_noted";

    /// <summary>The office knows that a person is wanted.</summary>
    public const string HumanTold = "human_told";

    /// <summary>To "stop": what is sent at all.</summary>
    public const string StopNoted = "stop_noted";

    /// <summary>Which language to write in.</summary>
    public const string ChooseLanguage = "choose_language";

    /// <summary>The first reply in the language that was chosen.</summary>
    public const string LanguageChosen = "language_chosen";

    /// <summary>The lines of a cart that is too long for one bubble, before its total.</summary>
    public const string CartLines = "cart_lines";

    /// <summary>The same list came twice: is it meant twice?</summary>
    public const string SameAgain = "same_again";

    /// <summary>Which of several orders is to be cancelled?</summary>
    public const string CancelWhich = "cancel_which";

    /// <summary>The order that was named is none of this shop's.</summary>
    public const string NoSuchOrder = "no_such_order";

    /// <summary>To "thank you".</summary>
    public const string Welcome = "welcome";

    /// <summary>To the wholesaler: who owes, and how much.</summary>
    public const string ApproverDebts = "approver_debts";

    /// <summary>All of them; the start checks that each has its words.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        CartSummary, NotUnderstood, ChangeHow, CartCancelled,
        CartEmpty, OrderPlaced, OrderDeclined, Busy,
        OrderRequest, OrderConfirmed, OrderRejected, OrderUnreached, OrderExpired,
        OrderExpiredApprover, OrderCancelled, OrderCancelledApprover, ApproverDone,
        ApproverTooLate, ApproverHelp, TapInvalid,
        OrderConfirmedInPart, OrderDispatched, OrderDelivered, OrderCancelledBySupplier,
        ApprovalRequest, ApprovalAsked, OrderApproved,
        BusyTap, Balance, Status, OrderState,
        CancelQuestion, KeepOrderDone, Help, Stranger,
        NotText, MessageCut, FailedMessage, ChooseWholesaler, Greeting,
        SlowDown, LinkQuarantined, LinkQuestion, LinkAnswered,
        ChangeAsked, RevokeKept, Statement,
        ApprovalRefused, PriceRise, PriceAccepted, PriceRefused,
        CartLines, SameAgain, CancelWhich, NoSuchOrder, Welcome, ApproverDebts,
        Question, Price, PaymentNoted, HumanTold, StopNoted, ChooseLanguage, LanguageChosen,
    ];
}
