using WhatsAppOrdering.Emulator.Time;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>The one place where a business's message becomes delivered, so that "sent" and "delivered" are told once and in order.</summary>
public static class Delivery
{
    /// <summary>Does nothing when the message was delivered before. The caller holds the chat's gate.</summary>
    public static void Deliver(Chat chat, Bubble bubble, EmulatorClock clock, EventStream events, WebhookQueue webhooks)
    {
        if (bubble.Status != BubbleStatus.Sent)
        {
            return;
        }

        var delivered = bubble with { Status = BubbleStatus.Delivered };
        chat.Replace(delivered);
        events.Publish("bubble", delivered);
        webhooks.Enqueue(StatusItems.Of(chat, delivered, "sent", bubble.At));
        webhooks.Enqueue(StatusItems.Of(chat, delivered, "delivered", clock.GetUtcNow()));
    }
}
