using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>A shop's tap below its cart or below a question about it.</summary>
public sealed class CartTaps(OrderingDb db, CartBubbles carts, PlaceCart place, Questions questions, Outbox outbox)
{
    public Task HandleAsync(Talk talk, Membership buyer, ButtonToken token, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.Action switch
        {
            ButtonAction.ChangeLine => questions.AskAboutLineAsync(talk, buyer, token.Subject, ct),
            ButtonAction.ChooseProduct => questions.ChooseAsync(talk, buyer, token.Subject, ct),
            _ => CartAsync(talk, buyer, token, ct),
        };
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
