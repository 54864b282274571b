using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>The answer to a tap that comes too late to do anything: how the order stands.</summary>
internal static class OrderState
{
    public static void Answer(Talk talk, Outbox outbox, Order order, OrderStatus? status = null, bool tooLate = false) =>
        talk.Answer(
            outbox,
            ReplyNames.OrderState,
            new { order.Number, State = (status ?? order.Status).ToString(), Total = new MoneyFact(order.Amount, order.Currency), TooLate = tooLate },
            order.WholesalerId,
            order.Id);
}

internal static class OrdersOfShop
{
    /// <summary>A shop's orders, the newest first.</summary>
    public static IQueryable<Order> NewestOf(this IQueryable<Order> orders, Membership buyer) =>
        orders.Where(order => order.WholesalerId == buyer.WholesalerId && order.RetailerId == buyer.RetailerId).OrderByDescending(order => order.PlacedAt);
}
