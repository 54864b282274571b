using WhatsAppOrdering.Emulator.Graph;
using WhatsAppOrdering.Emulator.Time;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>What the business does through the Cloud API.</summary>
public sealed class BusinessActions(ChatBook chats, EmulatorClock clock, EventStream events, WebhookQueue webhooks)
{
    /// <summary>Shows the message on the phone, unless it is to fail later; null when it is free-form and the window is closed.</summary>
    public Bubble? Accept(Chat chat, Draft draft, string? callbackData, bool fails = false)
    {
        lock (chat.Gate)
        {
            var now = clock.GetUtcNow();
            if (draft.Kind != BubbleKind.Template && chat.WindowOpenUntil(now) is null)
            {
                return null;
            }

            var bubble = new Bubble(Wamid.New(), chat.Phone, false, draft.Kind, draft.Text, now, BubbleStatus.Sent)
            {
                Header = draft.Header,
                Footer = draft.Footer,
                Choices = draft.Choices,
                ListTitle = draft.ListTitle,
                TemplateName = draft.TemplateName,
                PricingCategory = draft.PricingCategory,
                CallbackData = callbackData,
            };
            if (!fails)
            {
                chat.Add(bubble);
                events.Publish("bubble", bubble);
            }

            return bubble;
        }
    }

    /// <summary>Tells the service "sent" and "delivered", unless looking at the phone already did.</summary>
    public void Deliver(Chat chat, string id)
    {
        lock (chat.Gate)
        {
            if (chat.Find(id) is { } bubble)
            {
                Delivery.Deliver(chat, bubble, clock, events, webhooks);
            }
        }
    }

    /// <summary>Tells the service that a message it thinks accepted has failed; it never showed on the phone.</summary>
    public void Fail(Chat chat, Bubble bubble, int code) => webhooks.Enqueue(StatusItems.Failed(chat, bubble, code, clock.GetUtcNow()));

    /// <summary>Marks a person's message and all before it as read; false when no phone wrote it.</summary>
    public bool MarkRead(string id, bool typing)
    {
        if (chats.ByMessage(id) is not { } chat)
        {
            return false;
        }

        lock (chat.Gate)
        {
            if (chat.Find(id) is not { FromPhone: true })
            {
                return false;
            }

            Advance(chat, chat.UpTo(id), BubbleStatus.Read);
            if (typing)
            {
                events.Publish("typing", new { chat.Phone });
            }

            return true;
        }
    }

    /// <summary>The webhook with these messages was answered with 200.</summary>
    public void MarkArrived(IReadOnlyCollection<string> ids)
    {
        foreach (var chat in chats.All)
        {
            lock (chat.Gate)
            {
                Advance(chat, ids.Select(chat.Find).OfType<Bubble>(), BubbleStatus.Delivered);
            }
        }
    }

    private void Advance(Chat chat, IEnumerable<Bubble> bubbles, BubbleStatus status)
    {
        foreach (var bubble in bubbles.Where(bubble => bubble.FromPhone && bubble.Status < status).ToList())
        {
            var advanced = bubble with { Status = status };
            chat.Replace(advanced);
            events.Publish("bubble", advanced);
        }
    }
}
