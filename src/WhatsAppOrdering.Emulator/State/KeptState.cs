using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Templates;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.State;

/// <summary>Everything that outlives a restart, as <c>emulator.json</c> has it. Faults do not: a start is without them.</summary>
public sealed record KeptState(
    long OffsetSeconds, string Review, IReadOnlyList<KeptChat> Chats, IReadOnlyList<MessageTemplate> Templates, IReadOnlyList<WebhookItem> Unposted);

public sealed record KeptChat(
    string Phone, string Number, bool HidesNumber, string? UserId, DateTimeOffset? LastWroteAt, IReadOnlyList<KeptBubble> Bubbles)
{
    public static KeptChat Of(Chat chat)
    {
        lock (chat.Gate)
        {
            return new KeptChat(chat.Phone, chat.Number, chat.HidesNumber, chat.UserId, chat.LastWroteAt, [.. chat.Bubbles.Select(KeptBubble.Of)]);
        }
    }

    public void PutBack(Chat chat)
    {
        lock (chat.Gate)
        {
            (chat.Number, chat.HidesNumber, chat.UserId, chat.LastWroteAt) = (Number, HidesNumber, UserId, LastWroteAt);
            chat.Restore(Bubbles.Select(kept => kept.ToBubble()));
        }
    }
}

/// <summary>With what the page is not told of it.</summary>
public sealed record KeptBubble(Bubble Bubble, string? CallbackData, string PricingCategory)
{
    public static KeptBubble Of(Bubble bubble) => new(bubble, bubble.CallbackData, bubble.PricingCategory);

    public Bubble ToBubble() => Bubble with { CallbackData = CallbackData, PricingCategory = PricingCategory };
}
