using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>The answer to a tap that comes too late to do anything: how the order stands.</summary>
internal static class OrderState
{
    public static void Answer(Talk talk, Outbox outbox, Order order, OrderStatus? status = null, bool tooLate = false) =>
        talk.Answer(
            outbox,
            ReplyNames.OrderState,
            new { order.Number, State = (status ?? order.Status).ToString(), Total = new MoneyFact(order.Total, order.Currency), TooLate = tooLate },
            order.WholesalerId,
            order.Id);
}
