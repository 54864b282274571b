using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>What a shop's message does: changes the cart, asks for figures, says yes.</summary>
public sealed class RetailerDialogue(
    OrderingDb db, Carts carts, PlaceCart place, Interpretations interpretations, Questions questions, RetailerAnswers answers,
    WholesalerChoice wholesalers, CatalogCarts catalogCarts, SecondThoughts secondThoughts, OfficeNotes notes, Outbox outbox)
{
    /// <summary>Ten stickers within it get one answer.</summary>
    private static readonly TimeSpan OnceIn = TimeSpan.FromMinutes(1);

    public async Task HandleAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(inbound);
        if (await ChooseWholesalerAsync(talk, inbound, ct) is not { } buyer)
        {
            return;
        }

        switch (inbound.Content)
        {
            case InboundContent.Order order:
                await catalogCarts.AddAsync(talk, buyer, order, ct);
                await notes.AddAsync(talk, buyer, inbound, ct);
                break;
            case InboundContent.Revoke revoke:
                await secondThoughts.RevokedAsync(talk, buyer, revoke, ct);
                break;
            case InboundContent.Edit edit:
                if (await secondThoughts.EditedAsync(talk, buyer, edit, ct) is { } anew)
                {
                    await HandleTextAsync(talk, buyer, anew, ct);
                }

                break;
            default:
                await HandleWordsAsync(talk, buyer, inbound, ct);
                break;
        }
    }

    /// <summary>A caption counts as text; what cannot be read goes to the office, and the shop is told so.</summary>
    private async Task HandleWordsAsync(Talk talk, Membership buyer, InboundMessage inbound, CancellationToken ct)
    {
        await notes.AddAsync(talk, buyer, inbound, ct);
        if (inbound.Words is { } words && !string.IsNullOrWhiteSpace(words))
        {
            await HandleTextAsync(talk, buyer, words, ct);
        }
        else if (!await outbox.WasSaidAsync(talk.Conversation.Key, ReplyNames.NotText, talk.Now - OnceIn, ct))
        {
            talk.Answer(outbox, ReplyNames.NotText, new { Kind = inbound.Type, Office = inbound.Content is InboundContent.Media or InboundContent.Location }, buyer.WholesalerId);
        }
    }

    private async Task HandleTextAsync(Talk talk, Membership buyer, string text, CancellationToken ct)
    {
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        var learnt = await questions.LearntAsync(buyer.WholesalerId, buyer.RetailerId!.Value, ct);
        var meaning = interpretations.Of(text, catalog, talk.Conversation, talk.Person.Language ?? "en", learnt);
        var hasCart = talk.Conversation.Lines.Count > 0;
        switch (meaning.Intent)
        {
            case Intent.Order or Intent.Add or Intent.Remove or Intent.ChangeQuantity or Intent.Clarify:
                await questions.ChangeAsync(talk, buyer, meaning, catalog, ct);
                break;
            case Intent.Reorder:
                await questions.ReorderAsync(talk, buyer, catalog, ct);
                break;
            case Intent.Confirm when hasCart && talk.Conversation.OpenQuestions.Count > 0:
                // He has seen no total yet: what is still open is left out, and the cart is shown for his yes.
                talk.Conversation.Ask([]);
                talk.ShowCart(buyer, []);
                break;
            case Intent.Confirm when hasCart && !talk.Conversation.WasShownBy(talk.Message.SentAt):
                // Written before the cart was shown as it is, days ago or in one breath with it: no yes to what he did not see.
                talk.ShowCart(buyer, []);
                break;
            case Intent.Confirm when hasCart:
                await place.ExecuteAsync(talk, buyer, ct);
                break;
            case Intent.Cancel when hasCart || talk.Conversation.OpenQuestions.Count > 0:
                var kept = await carts.ReplacedAsync(talk.Conversation, buyer.WholesalerId, ct);
                talk.DropCartShow();
                talk.Conversation.StartNewCart();
                talk.Answer(outbox, ReplyNames.CartCancelled, new { Kept = kept }, buyer.WholesalerId);
                break;
            case Intent.Cancel:
                await AskWhetherToCancelAsync(talk, buyer, ct);
                break;
            case Intent.Confirm or Intent.Status:
                await answers.StatusAsync(talk, buyer, ct);
                break;
            default:
                await answers.HandleAsync(talk, buyer, text, meaning, catalog, ct);
                break;
        }
    }

    /// <summary>The one he chose, or his only one; otherwise he is asked, and null is returned.</summary>
    private async Task<Membership?> ChooseWholesalerAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        var buyers = talk.Buyers.ToList();
        if (talk.Conversation.WholesalerId is { } chosen && talk.BuyerAt(chosen) is { } known)
        {
            return known;
        }

        if (buyers.Count == 1)
        {
            talk.Conversation.WholesalerId = buyers[0].WholesalerId;
            return buyers[0];
        }

        if (await wholesalers.NumberedAsync(talk, inbound.Words, ct) is { } numbered)
        {
            wholesalers.Choose(talk, numbered);
        }
        else
        {
            await wholesalers.AskAsync(talk, after: null, ct);
        }

        return null;
    }

    private async Task AskWhetherToCancelAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var order = await db.Orders.AsNoTracking()
            .Where(found => found.WholesalerId == buyer.WholesalerId && found.RetailerId == buyer.RetailerId && found.Status == OrderStatus.Placed)
            .OrderByDescending(found => found.PlacedAt).FirstOrDefaultAsync(ct);
        if (order is null)
        {
            talk.Answer(outbox, ReplyNames.CartEmpty, new { }, buyer.WholesalerId);
            return;
        }

        talk.Answer(
            outbox, ReplyNames.CancelQuestion,
            new
            {
                WholesalerId = order.WholesalerId.Value, Subject = order.Id.Value, order.Version, order.Number,
                Total = new MoneyFact(order.Total, order.Currency),
            },
            buyer.WholesalerId, order.Id);
    }
}
