using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What a shop's words do: one row for each intent, the first that fits. A yes or a no goes to what was asked last: a higher price,
/// whether to cancel, whether the same list is meant twice, an open question, the cart.
/// </summary>
public sealed class RetailerWords(CartBubbles carts, Questions questions, OrderQuestions aboutOrders, PlaceCart place, RetailerAnswers answers)
{
    public async Task HandleAsync(Talk talk, Membership buyer, string text, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(inbound);
        var heard = await questions.HearAsync(talk, buyer, text, ct);
        var conversation = talk.Conversation;
        var asked = conversation.Asked?.Kind;
        var (hasCart, hasQuestion) = (conversation.Lines.Count > 0, conversation.OpenQuestions.Count > 0);
        // Somebody else's words, words of before, and words about another cart agree to nothing and drop nothing.
        var isToThis = !inbound.Forwarded && conversation.WasSeenBefore(talk.Message) && !await carts.QuotesAnotherAsync(talk, inbound.ContextId, ct);
        // Nothing else may be open, and then a bare "no" means nothing by itself.
        var said = heard.Meaning.Intent == Intent.None ? Classify.AsAnswer(text) : heard.Meaning.Intent;
        var offered = !inbound.Forwarded && heard.Meaning is { OrderNumber: null, OrderPlace: null } && said is Intent.Confirm or Intent.Keep or Intent.Cancel
            ? await aboutOrders.OfferedAsync(talk, buyer, ct)
            : null;
        switch (offered is null ? heard.Meaning.Intent : said)
        {
            case Intent.Confirm when offered is not null:
                await aboutOrders.AcceptAsync(talk, buyer, offered, offered.Offer, ct);
                break;
            case Intent.Keep or Intent.Cancel when offered is not null:
                await aboutOrders.AskWhetherToCancelAsync(talk, buyer, offered, ct);
                break;
            case Intent.Order or Intent.Add or Intent.Remove or Intent.ChangeQuantity or Intent.Clarify or Intent.Reorder when hasCart && conversation.WasWrittenLongBefore(talk.Message):
                talk.ShowCart(buyer, show => show with { IsLate = true });
                break;
            case Intent.Order or Intent.Add or Intent.Remove or Intent.ChangeQuantity or Intent.Clarify:
                await questions.ChangeAsync(talk, buyer, heard.Meaning, heard.Catalog, ct);
                break;
            case Intent.Reorder:
                await questions.ReorderAsync(talk, buyer, ct);
                break;
            case Intent.Cancel when heard.Meaning is { OrderNumber: not null } or { OrderPlace: not null }:
                await AskToCancelAsync(talk, buyer, heard, ct);
                break;
            case Intent.Cancel when asked is AskedKind.CancelOrder && isToThis:
                await aboutOrders.CancelAskedAsync(talk, buyer, ct);
                break;
            case Intent.Keep when asked is AskedKind.CancelOrder && isToThis:
                await aboutOrders.KeepAskedAsync(talk, buyer, ct);
                break;
            case Intent.Confirm when asked is AskedKind.AddAgain && isToThis:
                await questions.AddAgainAsync(talk, buyer, ct);
                break;
            case Intent.Cancel or Intent.Keep when asked is AskedKind.AddAgain && isToThis:
                talk.ShowCart(buyer);
                break;
            case Intent.Confirm or Intent.Keep when hasQuestion && !hasCart:
                talk.ShowCart(buyer);
                break;
            case Intent.Confirm or Intent.Keep when hasQuestion:
                // He has seen no total yet: what is still open is left out, and the cart is shown for his yes.
                Questions.LeaveOut(talk, buyer);
                break;
            case Intent.Confirm or Intent.Cancel when (hasCart || hasQuestion) && !isToThis:
                talk.ShowCart(buyer, show => show with { IsLate = true });
                break;
            case Intent.Confirm when hasCart:
                await place.ExecuteAsync(talk, buyer, ct);
                break;
            case Intent.Keep when hasCart:
                talk.ShowCart(buyer);
                break;
            case Intent.Cancel when hasCart || hasQuestion:
                await carts.DropAsync(talk, buyer, ct);
                break;
            case Intent.Cancel:
                await AskToCancelAsync(talk, buyer, heard, ct);
                break;
            default:
                await answers.HandleAsync(talk, buyer, heard, ct);
                break;
        }
    }

    private async Task AskToCancelAsync(Talk talk, Membership buyer, Heard heard, CancellationToken ct)
    {
        if (await aboutOrders.AskAsync(talk, buyer, heard.Meaning, ct))
        {
            return;
        }

        if (talk.Conversation.Lines.Count > 0)
        {
            // "cancel the first", and no order is placed: it can only be meant of the cart, and which line is not said.
            talk.ShowCart(buyer);
        }
        else
        {
            await carts.AnswerEmptyAsync(talk, buyer, ct);
        }
    }
}
