using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What a tap does, in either of its shapes. The signed token says what was shown to whom; a forged, forwarded or
/// outdated one is answered and changes nothing.
/// </summary>
public sealed class Taps(
    OrderingDb db, ButtonTokens tokens, CartBubbles carts, PlaceCart place, OrderTaps orders, ApproverTaps approvers, Questions questions, RetailerAnswers answers,
    WholesalerChoice wholesalers, Quarantine quarantine, Outbox outbox)
{
    public async Task HandleAsync(Talk talk, string text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (tokens.Read(text, talk.Person.Id.Value) is not { } token)
        {
            talk.Answer(outbox, ReplyNames.TapInvalid, new { });
            return;
        }

        var wholesaler = new WholesalerId(token.Wholesaler);
        switch (token.Action)
        {
            case ButtonAction.ConfirmOrder or ButtonAction.RejectOrder or ButtonAction.ApproveOrder or ButtonAction.DeclineOrder or ButtonAction.RaiseLimit
                when talk.ApprovesAt(wholesaler):
                await approvers.HandleAsync(talk, token, ct);
                break;
            case ButtonAction.ConfirmCart or ButtonAction.AskApproval or ButtonAction.ChangeCart or ButtonAction.CancelCart or ButtonAction.AddAgain or ButtonAction.FitCart when talk.BuyerAt(wholesaler) is { } buyer:
                await CartAsync(talk, buyer, token, ct);
                break;
            case ButtonAction.ChangeLine when talk.BuyerAt(wholesaler) is { } buyer:
                await questions.AskAboutLineAsync(talk, buyer, token.Subject, ct);
                break;
            case ButtonAction.CancelOrder or ButtonAction.KeepOrder or ButtonAction.ChangeOrder or ButtonAction.AcceptPrices or ButtonAction.Reorder when talk.BuyerAt(wholesaler) is { } buyer:
                await orders.HandleAsync(talk, buyer, token, ct);
                break;
            case ButtonAction.ChooseWholesaler when talk.BuyerAt(new WholesalerId(token.Subject)) is { } buyer:
                wholesalers.Choose(talk, buyer);
                break;
            case ButtonAction.MoreWholesalers when talk.Buyers.Any():
                await wholesalers.AskAsync(talk, after: token.Subject, ct);
                break;
            case ButtonAction.ChooseProduct when talk.BuyerAt(wholesaler) is { } buyer:
                await questions.ChooseAsync(talk, buyer, token.Subject, ct);
                break;
            case ButtonAction.ChooseLanguage when ReplyLanguage.Find(token.Subject) is { } language:
                await answers.SpeakAsync(talk, language, ct);
                break;
            case ButtonAction.TalkToPerson when talk.BuyerAt(wholesaler) is { } buyer:
                await answers.AskForPersonAsync(talk, buyer, text: null, ct);
                break;
            case ButtonAction.TrustLink or ButtonAction.DistrustLink when talk.ApprovesAt(wholesaler):
                await quarantine.AnswerAsync(talk, token, ct);
                break;
            default:
                talk.Answer(outbox, ReplyNames.TapInvalid, new { });
                break;
        }
    }

    /// <summary>Nothing was decided; a cart's yes can be tapped again as it stands.</summary>
    public void AnswerBusy(Talk talk, InboundMessage inbound)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(inbound);
        var conversation = talk.Conversation;
        var isCart = inbound.ReplyToken is null
            || tokens.Read(inbound.ReplyToken, talk.Person.Id.Value) is { Action: ButtonAction.ConfirmCart or ButtonAction.AskApproval };
        if (isCart && conversation is { WholesalerId: { } wholesaler, Asked: null or { Kind: AskedKind.Refused } })
        {
            talk.Answer(
                outbox, ReplyNames.Busy,
                new { WholesalerId = wholesaler.Value, Subject = conversation.CartId, Version = conversation.CartVersion }, wholesaler);
        }
        else
        {
            talk.Answer(outbox, ReplyNames.BusyTap, new { });
        }
    }

    private async Task CartAsync(Talk talk, Membership buyer, ButtonToken token, CancellationToken ct)
    {
        var conversation = talk.Conversation;
        var isPresent = conversation.WholesalerId == buyer.WholesalerId
            && conversation.CartId == token.Subject && conversation.CartVersion == token.Version && conversation.Lines.Count > 0;
        if (!isPresent)
        {
            await AnswerOldCartAsync(talk, buyer, token, ct);
            return;
        }

        switch (token.Action)
        {
            case ButtonAction.ConfirmCart or ButtonAction.AskApproval when conversation.OpenQuestions.Any(question => question.Operation == LineOperation.Add):
                // He has seen no total with what is still open: it is left out, and the cart is shown for his yes.
                Questions.LeaveOut(talk, buyer);
                break;
            case ButtonAction.ConfirmCart or ButtonAction.AskApproval:
                await place.ExecuteAsync(talk, buyer, ct, askApproval: token.Action == ButtonAction.AskApproval);
                break;
            case ButtonAction.ChangeCart:
                await carts.AnswerHowToChangeAsync(talk, buyer, ct);
                break;
            case ButtonAction.FitCart:
                await carts.FitAsync(talk, buyer, ct);
                break;
            case ButtonAction.AddAgain:
                await questions.AddAgainAsync(talk, buyer, ct);
                break;
            default:
                await carts.DropAsync(talk, buyer, ct);
                break;
        }
    }

    /// <summary>A cart that became an order is answered with that order's state; an older version with the present cart.</summary>
    private async Task AnswerOldCartAsync(Talk talk, Membership buyer, ButtonToken token, CancellationToken ct)
    {
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var order = await db.Orders.AsNoTracking()
            .Where(found => found.WholesalerId == buyer.WholesalerId && found.CartId == token.Subject).FirstOrDefaultAsync(ct);
        if (order is not null)
        {
            OrderState.Answer(talk, outbox, order);
        }
        else if (talk.Conversation.Lines.Count > 0 && talk.Conversation.WholesalerId == buyer.WholesalerId)
        {
            talk.ShowCart(buyer, show => show with { IsOlder = true });
        }
        else
        {
            await carts.AnswerEmptyAsync(talk, buyer, ct);
        }
    }
}
