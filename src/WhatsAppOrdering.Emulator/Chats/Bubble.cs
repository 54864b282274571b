using System.Text.Json.Serialization;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>One message as a phone shows it.</summary>
/// <param name="Id">The message's wamid.</param>
/// <param name="FromPhone">True when the person wrote it, false when the business did.</param>
public sealed record Bubble(
    string Id, string Phone, bool FromPhone, BubbleKind Kind, string Text, DateTimeOffset At, BubbleStatus Status)
{
    public string? Header { get; init; }

    public string? Footer { get; init; }

    /// <summary>Reply buttons, list rows or the template's quick replies.</summary>
    public IReadOnlyList<Choice> Choices { get; init; } = [];

    /// <summary>The text that opens a list.</summary>
    public string? ListTitle { get; init; }

    public string? TemplateName { get; init; }

    /// <summary>The message that a tap answers, or a reaction is to.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The picture that it shows; it can be read at <c>/emulator/media/{id}</c>.</summary>
    public string? Picture { get; init; }

    /// <summary>The choice last tapped.</summary>
    public string? TappedId { get; init; }

    /// <summary>The page's own id for a bubble that it drew ahead of the answer.</summary>
    public string? ClientId { get; init; }

    /// <summary>The sender's <c>biz_opaque_callback_data</c>, echoed in every status.</summary>
    [JsonIgnore]
    public string? CallbackData { get; init; }

    /// <summary>Meta's pricing category: <c>service</c>, or the template's.</summary>
    [JsonIgnore]
    public string PricingCategory { get; init; } = "service";
}

/// <summary>A thing that can be tapped: a button, a list row or a quick reply (whose id is its payload).</summary>
public sealed record Choice(string Id, string Title, string? Description = null, string? Section = null);

public enum BubbleKind
{
    Text,
    Buttons,
    List,
    Template,
    Tap,

    /// <summary>Its text is the emoji, empty when it was taken back; it hangs on the message that it is to.</summary>
    Reaction,
}

/// <summary>
/// How far a message got. A person's is delivered once the webhook was answered with 200 and read once the
/// business marked it; a business's is delivered when the platform says so and read when the phone is looked at.
/// </summary>
public enum BubbleStatus
{
    Sent,
    Delivered,
    Read,
}
