using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>A shop's tap on an order that it has placed: cancel it or keep it, change it, say yes to a higher price, order the same again.</summary>
public sealed class OrderTaps(OrderingDb db, OrderQuestions aboutOrders, Questions questions, Outbox outbox)
{
    public async Task HandleAsync(Talk talk, Membership buyer, ButtonToken token, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        if (await FindAsync(buyer, new OrderId(token.Subject), ct) is not { } order)
        {
            talk.Answer(outbox, ReplyNames.TapInvalid, new { });
            return;
        }

        switch (token.Action)
        {
            case ButtonAction.KeepOrder:
                aboutOrders.Keep(talk, buyer, order);
                break;
            case ButtonAction.Reorder:
                if (talk.Conversation.WholesalerId != buyer.WholesalerId)
                {
                    talk.Conversation.WholesalerId = buyer.WholesalerId;
                    talk.Conversation.StartNewCart();
                }

                await questions.ReorderAsync(talk, buyer, order, ct);
                break;
            case ButtonAction.ChangeOrder:
                Change(talk, buyer, order);
                break;
            case ButtonAction.AcceptPrices:
                await aboutOrders.AcceptAsync(talk, buyer, order, token.Version, ct);
                break;
            default:
                await aboutOrders.CancelAsync(talk, buyer, order, ct);
                break;
        }
    }

    /// <summary>The order becomes a cart again, with what is in the cart already; the order stands until that cart is confirmed.</summary>
    private void Change(Talk talk, Membership buyer, Order order)
    {
        var conversation = talk.Conversation;
        if (order.Status != OrderStatus.Placed || order.ExpiresAt <= talk.Now)
        {
            // The sweeper may not have come by yet; the answer is the same as after it.
            OrderState.Answer(talk, outbox, order, OrderQuestions.Now(order, talk.Now), tooLate: order.Status is OrderStatus.Confirmed or OrderStatus.Dispatched);
            return;
        }

        if (conversation.ReplacesOrder != order.Id)
        {
            var lines = order.Lines.OrderBy(line => line.Position).Select(line => new CartLine(line.Sku, line.Quantity, line.Unit, line.UnitPrice));
            var added = conversation.WholesalerId == buyer.WholesalerId && conversation.ReplacesOrder is null ? conversation.Lines : [];
            conversation.WholesalerId = buyer.WholesalerId;
            conversation.StartNewCart();
            conversation.ReplacesOrder = order.Id;
            conversation.Change([.. lines.Concat(added).GroupBy(line => (line.Sku, line.Unit)).Select(same => same.First() with { Quantity = same.Sum(line => line.Quantity) })]);
        }

        talk.ShowCart(buyer);
    }

    /// <summary>Without tracking, so that the use case behind it locks the row before it reads it.</summary>
    private async Task<Order?> FindAsync(Membership buyer, OrderId id, CancellationToken ct)
    {
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        return await db.Orders.AsNoTracking().Include(order => order.Lines)
            .Where(order => order.WholesalerId == buyer.WholesalerId && order.Id == id && order.RetailerId == buyer.RetailerId).SingleOrDefaultAsync(ct);
    }
}
