using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>What a shop's words do: <see cref="WordsHeard.Move"/> is the table that decides, and this carries it out.</summary>
public sealed class RetailerWords(CartBubbles carts, Questions questions, OrderQuestions aboutOrders, PlaceCart place, RetailerAnswers answers, ConversationMetrics metrics)
{
    public async Task HandleAsync(Talk talk, Membership buyer, string text, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(inbound);
        var heard = await questions.HearAsync(talk, buyer, text, ct);
        var (meaning, conversation) = (heard.Meaning, talk.Conversation);
        // Where a higher price was told last nothing else may be open, and then a bare "no" means nothing by itself.
        var answer = meaning.Intent == Intent.None ? Classify.AsAnswer(text) : meaning.Intent;
        var offered = !inbound.Forwarded && meaning is { OrderNumber: null, OrderPlace: null } && answer is Intent.Confirm or Intent.Keep or Intent.Cancel
            ? await aboutOrders.OfferedAsync(talk, buyer, ct)
            : null;
        var isToThis = !inbound.Forwarded && conversation.WasSeenBefore(talk.Message) && !await carts.QuotesAnotherAsync(talk, inbound.ContextId, ct);
        var move = new WordsHeard(offered is null ? meaning.Intent : answer, meaning.NamesOrdering, meaning is { OrderNumber: not null } or { OrderPlace: not null }, isToThis)
        {
            Asked = conversation.Asked?.Kind,
            IsPriceOffered = offered is not null,
            HasCart = conversation.Lines.Count > 0,
            HasQuestion = conversation.OpenQuestions.Count > 0,
            IsOfLongBefore = conversation.WasWrittenLongBefore(talk.Message),
        }.Move;
        metrics.Moved(move);
        await (move switch
        {
            RetailerMove.AcceptPrice => aboutOrders.AcceptAsync(talk, buyer, offered!, offered!.Offer, ct),
            RetailerMove.RefusePrice => aboutOrders.AskWhetherToCancelAsync(talk, buyer, offered!, ct),
            RetailerMove.ChangeCart => questions.ChangeAsync(talk, buyer, meaning, heard.Catalog, ct),
            RetailerMove.Reorder => questions.ReorderAsync(talk, buyer, ct),
            RetailerMove.AskAboutNamedOrder or RetailerMove.AskAboutOrder => AskToCancelAsync(talk, buyer, heard, ct),
            RetailerMove.CancelAskedOrder => aboutOrders.CancelAskedAsync(talk, buyer, ct),
            RetailerMove.KeepAskedOrder => aboutOrders.KeepAskedAsync(talk, buyer, ct),
            RetailerMove.AddAgain => questions.AddAgainAsync(talk, buyer, ct),
            RetailerMove.PlaceCart => place.ExecuteAsync(talk, buyer, ct),
            RetailerMove.DropCart => carts.DropAsync(talk, buyer, ct),
            RetailerMove.Answer => answers.HandleAsync(talk, buyer, heard, ct),
            _ => Show(talk, buyer, move),
        });
    }

    private static Task Show(Talk talk, Membership buyer, RetailerMove move)
    {
        if (move == RetailerMove.GiveUpOpenQuestion)
        {
            Questions.LeaveOut(talk, buyer);
        }
        else
        {
            talk.ShowCart(buyer, show => show with { IsLate = show.IsLate || move is RetailerMove.LeaveCartAlone or RetailerMove.TellThatItCameLate });
        }

        return Task.CompletedTask;
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
