using System.Text.Json.Nodes;
using WhatsAppOrdering.Emulator.Graph;
using WhatsAppOrdering.Emulator.Time;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>What a person does with a phone. Each action reaches the page at once and the service by webhook.</summary>
public sealed class PersonActions(EmulatorClock clock, EventStream events, WebhookQueue webhooks)
{
    public Bubble Write(Chat chat, string text, string? clientId)
    {
        var bubble = new Bubble(Wamid.New(), chat.Phone, true, BubbleKind.Text, text, clock.GetUtcNow(), BubbleStatus.Sent) { ClientId = clientId };
        lock (chat.Gate)
        {
            Add(chat, bubble);
            webhooks.Enqueue(InboundItems.Text(chat, bubble));
        }

        return bubble;
    }

    /// <summary>Taps a choice of a message from the business; null when that message has no such choice.</summary>
    public Bubble? Tap(Chat chat, string messageId, string choiceId, string? clientId)
    {
        lock (chat.Gate)
        {
            var asked = chat.Find(messageId);
            if (asked?.Choices.FirstOrDefault(choice => choice.Id == choiceId) is not { } choice)
            {
                return null;
            }

            asked = asked with { TappedId = choice.Id };
            var tap = new Bubble(Wamid.New(), chat.Phone, true, BubbleKind.Tap, choice.Title, clock.GetUtcNow(), BubbleStatus.Sent)
            {
                ClientId = clientId,
                ReplyTo = asked.Id,
            };
            chat.Replace(asked);
            events.Publish("bubble", asked);
            Add(chat, tap);
            webhooks.Enqueue(InboundItems.Tap(chat, tap, asked, choice));
            return tap;
        }
    }

    /// <summary>Sends anything a person can: Meta's own JSON. The sender is added, and id and time where they are missing; a time of before was long under way.</summary>
    public Bubble Send(Chat chat, JsonObject message)
    {
        var type = (string?)message["type"] ?? "unknown";
        var content = message[type] as JsonObject;
        var isReaction = type == "reaction";
        var text = isReaction ? TextOf(content, "emoji") ?? "" : TextOf(content, "caption") ?? TextOf(content, "body") ?? $"[{type}]";
        var bubble = new Bubble(TextOf(message, "id") ?? Wamid.New(), chat.Phone, true, isReaction ? BubbleKind.Reaction : BubbleKind.Text, text, clock.GetUtcNow(), BubbleStatus.Sent)
        {
            ReplyTo = isReaction ? TextOf(content, "message_id") : null,
            Picture = type == "image" ? TextOf(content, "id") : null,
        };
        lock (chat.Gate)
        {
            Add(chat, bubble);
            webhooks.Enqueue(InboundItems.Raw(chat, bubble, message));
        }

        return bubble;
    }

    /// <summary>Moves to another number, as Meta's <c>user_changed_number</c> tells it.</summary>
    public void ChangeNumber(Chat chat, string number)
    {
        lock (chat.Gate)
        {
            webhooks.Enqueue(InboundItems.NumberChanged(chat, number, clock.GetUtcNow()));
            chat.Number = number;
        }
    }

    /// <summary>As if the person had not written for a day.</summary>
    public void CloseWindow(Chat chat)
    {
        lock (chat.Gate)
        {
            chat.LastWroteAt = null;
            events.Publish("window", new WindowView(chat.Phone, null));
        }
    }

    /// <summary>Looks at the chat: everything the business wrote becomes read.</summary>
    public void Look(Chat chat)
    {
        lock (chat.Gate)
        {
            foreach (var bubble in chat.Bubbles.Where(bubble => !bubble.FromPhone && bubble.Status != BubbleStatus.Read).ToList())
            {
                Delivery.Deliver(chat, bubble, clock, events, webhooks);
                var read = bubble with { Status = BubbleStatus.Read };
                chat.Replace(read);
                events.Publish("bubble", read);
                webhooks.Enqueue(StatusItems.Of(chat, read, "read", clock.GetUtcNow()));
            }
        }
    }

    private static string? TextOf(JsonObject? content, string name) => content?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private void Add(Chat chat, Bubble bubble)
    {
        chat.Add(bubble);
        chat.LastWroteAt = bubble.At;
        events.Publish("bubble", bubble);
        events.Publish("window", new WindowView(chat.Phone, bubble.At + Chat.Window));
    }
}

/// <summary>Until when the business may write freely to this phone.</summary>
public sealed record WindowView(string Phone, DateTimeOffset? WindowOpenUntil);
