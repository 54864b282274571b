using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>What a shop's message does: changes the cart, asks for figures, says yes.</summary>
public sealed class RetailerDialogue(OrderingDb db, Carts carts, PlaceCart place, Interpretations interpretations, ReadFigures figures, Outbox outbox)
{
    private const int OrdersShown = 5;

    public async Task HandleAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(inbound);
        if (await ChooseWholesalerAsync(talk, ct) is not { } buyer)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(inbound.Text))
        {
            talk.Answer(outbox, ReplyNames.NotText, new { Kind = inbound.Type }, buyer.WholesalerId);
            return;
        }

        await HandleTextAsync(talk, buyer, inbound.Text, ct);
    }

    private async Task HandleTextAsync(Talk talk, Membership buyer, string text, CancellationToken ct)
    {
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        var meaning = interpretations.Of(text, catalog, talk.Conversation, talk.Person.Language ?? "en");
        var hasCart = talk.Conversation.Lines.Count > 0;
        switch (meaning.Intent)
        {
            case Intent.Order or Intent.Add or Intent.Remove or Intent.ChangeQuantity or Intent.Clarify:
                Change(talk, buyer, meaning, catalog);
                break;
            case Intent.Confirm when hasCart:
                await place.ExecuteAsync(talk, buyer, ct);
                break;
            case Intent.Cancel when hasCart:
                talk.DropCartShow();
                talk.Conversation.StartNewCart();
                talk.Answer(outbox, ReplyNames.CartCancelled, new { }, buyer.WholesalerId);
                break;
            case Intent.Cancel:
                await AskWhetherToCancelAsync(talk, buyer, ct);
                break;
            case Intent.Confirm or Intent.Status:
                await AnswerStatusAsync(talk, buyer, ct);
                break;
            case Intent.Balance or Intent.Statement:
                await AnswerBalanceAsync(talk, buyer, ct);
                break;
            case Intent.Greeting:
                talk.Answer(outbox, ReplyNames.Greeting, new { Shop = await ShopAsync(buyer, ct) }, buyer.WholesalerId);
                break;
            case Intent.Help or Intent.Human or Intent.Language:
                talk.Answer(outbox, ReplyNames.Help, new { Examples = ExamplesOf(catalog) }, buyer.WholesalerId);
                break;
            default:
                talk.Answer(outbox, ReplyNames.NotUnderstood, new { meaning.Unknown, Questions = Array.Empty<object>() }, buyer.WholesalerId);
                break;
        }
    }

    private static void Change(Talk talk, Membership buyer, Interpretation meaning, Catalog.CatalogView catalog)
    {
        var lines = Carts.Apply(talk.Conversation.Lines, meaning.Lines, catalog);
        if (!lines.SequenceEqual(talk.Conversation.Lines))
        {
            talk.Conversation.Change(lines);
        }

        talk.ShowCart(buyer, meaning.Unknown, meaning.Questions);
    }

    /// <summary>The one he chose, or his only one; otherwise he is asked, and null is returned.</summary>
    private async Task<Membership?> ChooseWholesalerAsync(Talk talk, CancellationToken ct)
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

        var ids = buyers.ConvertAll(member => member.WholesalerId);
        var wholesalers = await db.Wholesalers.AsNoTracking()
            .Where(wholesaler => ids.Contains(wholesaler.Id)).OrderBy(wholesaler => wholesaler.Name)
            .Select(wholesaler => new { Id = wholesaler.Id.Value, wholesaler.Name }).Take(10).ToListAsync(ct);
        talk.Answer(outbox, ReplyNames.ChooseWholesaler, new { Wholesalers = wholesalers });
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

    private async Task AnswerStatusAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var orders = await db.Orders.AsNoTracking()
            .Where(order => order.WholesalerId == buyer.WholesalerId && order.RetailerId == buyer.RetailerId)
            .OrderByDescending(order => order.PlacedAt).Take(OrdersShown).ToListAsync(ct);
        talk.Answer(
            outbox, ReplyNames.Status,
            new
            {
                Orders = orders.Select(order => new
                {
                    order.Number, State = order.Status.ToString(), Total = new MoneyFact(order.Total, order.Currency), At = order.PlacedAt,
                    ExpiresAt = order.Status == OrderStatus.Placed ? order.ExpiresAt : (DateTimeOffset?)null,
                }),
            },
            buyer.WholesalerId);
    }

    private async Task AnswerBalanceAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var credit = await figures.ExecuteAsync(buyer.WholesalerId, buyer.RetailerId!.Value, wish: 0, ct);
        MoneyFact? Money(decimal? amount) => amount is { } value ? new MoneyFact(value, credit!.Currency) : null;
        talk.Answer(
            outbox, ReplyNames.Balance,
            new { Limit = Money(credit?.Limit), Held = Money(credit?.Held), Owed = Money(credit?.Owed), Available = Money(credit?.Available), credit?.Hold },
            buyer.WholesalerId);
    }

    private async Task<string> ShopAsync(Membership buyer, CancellationToken ct) =>
        await db.Retailers.AsNoTracking()
            .Where(retailer => retailer.WholesalerId == buyer.WholesalerId && retailer.Id == buyer.RetailerId)
            .Select(retailer => retailer.Name).SingleAsync(ct);

    private static List<string> ExamplesOf(Catalog.CatalogView catalog) =>
        [.. catalog.Snapshot.Products.Take(2).Select(product => $"2 {product.DefaultUnit} {product.Name}")];
}
