using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What a tap does, in either of its shapes. The signed token says what was shown to whom; a forged, forwarded or
/// outdated one is answered and changes nothing.
/// </summary>
public sealed class Taps(
    OrderingDb db, ButtonTokens tokens, PlaceCart place, ConfirmOrder confirm, RejectOrder reject, CancelOrder cancel, Outbox outbox)
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
            case ButtonAction.ConfirmOrder or ButtonAction.RejectOrder when talk.ApprovesAt(wholesaler):
                await DecideAsync(talk, token, ct);
                break;
            case ButtonAction.ConfirmCart or ButtonAction.ChangeCart or ButtonAction.CancelCart when talk.BuyerAt(wholesaler) is { } buyer:
                await CartAsync(talk, buyer, token, ct);
                break;
            case ButtonAction.CancelOrder or ButtonAction.KeepOrder when talk.BuyerAt(wholesaler) is { } buyer:
                await CancelAsync(talk, buyer, token, ct);
                break;
            case ButtonAction.ChooseWholesaler when talk.BuyerAt(new WholesalerId(token.Subject)) is { } buyer:
                Choose(talk, buyer);
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
            || tokens.Read(inbound.ReplyToken, talk.Person.Id.Value) is { Action: ButtonAction.ConfirmCart };
        if (isCart && conversation.WholesalerId is { } wholesaler)
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

    private async Task DecideAsync(Talk talk, ButtonToken token, CancellationToken ct)
    {
        var wholesaler = new WholesalerId(token.Wholesaler);
        var order = new OrderId(token.Subject);
        var outcome = token.Action == ButtonAction.ConfirmOrder
            ? await confirm.ExecuteAsync(wholesaler, order, token.Version, talk.Actor, ct)
            : await reject.ExecuteAsync(wholesaler, order, token.Version, talk.Actor, ct);
        switch (outcome)
        {
            case TransitionOutcome.Done done:
                talk.Answer(
                    outbox, ReplyNames.ApproverDone,
                    new
                    {
                        done.Order.Number, State = done.Order.Status.ToString(), Shop = await ShopAsync(done.Order, ct),
                        Total = new MoneyFact(done.Order.Total, done.Order.Currency),
                        Owed = new MoneyFact(done.Credit.Owed, done.Order.Currency), Held = new MoneyFact(done.Credit.Held, done.Order.Currency),
                    },
                    wholesaler, order);
                break;
            case TransitionOutcome.NotNow notNow:
                talk.Answer(
                    outbox, ReplyNames.ApproverTooLate,
                    new { notNow.Order.Number, State = notNow.Order.Status.ToString(), Shop = await ShopAsync(notNow.Order, ct), notNow.Order.DecidedAt },
                    wholesaler, order);
                break;
            default:
                talk.Answer(outbox, ReplyNames.TapInvalid, new { });
                break;
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
            case ButtonAction.ConfirmCart:
                await place.ExecuteAsync(talk, buyer, ct);
                break;
            case ButtonAction.ChangeCart:
                talk.Answer(outbox, ReplyNames.ChangeHow, new { }, buyer.WholesalerId);
                break;
            default:
                talk.DropCartShow();
                conversation.StartNewCart();
                talk.Answer(outbox, ReplyNames.CartCancelled, new { }, buyer.WholesalerId);
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
            talk.ShowCart(buyer, [], []);
        }
        else
        {
            talk.Answer(outbox, ReplyNames.CartEmpty, new { }, buyer.WholesalerId);
        }
    }

    private async Task CancelAsync(Talk talk, Membership buyer, ButtonToken token, CancellationToken ct)
    {
        var id = new OrderId(token.Subject);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var order = await db.Orders.AsNoTracking()
            .Where(found => found.WholesalerId == buyer.WholesalerId && found.Id == id && found.RetailerId == buyer.RetailerId).SingleOrDefaultAsync(ct);
        if (order is null)
        {
            talk.Answer(outbox, ReplyNames.TapInvalid, new { });
        }
        else if (token.Action == ButtonAction.KeepOrder)
        {
            talk.Answer(outbox, ReplyNames.KeepOrderDone, new { order.Number }, buyer.WholesalerId, id);
        }
        else if (await cancel.ExecuteAsync(buyer.WholesalerId, id, talk.Actor, ct) is TransitionOutcome.Done done)
        {
            talk.Answer(
                outbox, ReplyNames.OrderCancelled,
                new { order.Number, Total = new MoneyFact(order.Total, order.Currency), Available = new MoneyFact(done.Credit.Available, order.Currency) },
                buyer.WholesalerId, id);
        }
        else
        {
            OrderState.Answer(talk, outbox, await db.Orders.Where(found => found.WholesalerId == buyer.WholesalerId && found.Id == id).SingleAsync(ct));
        }
    }

    private void Choose(Talk talk, Membership buyer)
    {
        if (talk.Conversation.WholesalerId != buyer.WholesalerId)
        {
            talk.Conversation.WholesalerId = buyer.WholesalerId;
            talk.Conversation.StartNewCart();
        }

        talk.Answer(outbox, ReplyNames.Greeting, new { }, buyer.WholesalerId);
    }

    private async Task<string> ShopAsync(Order order, CancellationToken ct) =>
        await db.Retailers.AsNoTracking()
            .Where(retailer => retailer.WholesalerId == order.WholesalerId && retailer.Id == order.RetailerId)
            .Select(retailer => retailer.Name).SingleAsync(ct);
}
