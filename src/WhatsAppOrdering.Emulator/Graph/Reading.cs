using WhatsAppOrdering.Emulator.Chats;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>What came of reading a send: a message that a phone can show, or the refusal.</summary>
public abstract record Reading
{
    private Reading()
    {
    }

    public sealed record Ready(Draft Draft) : Reading;

    public sealed record Refused(GraphError Error) : Reading;
}

/// <summary>A valid message before it has an id, a time and a phone.</summary>
public sealed record Draft(BubbleKind Kind, string Text)
{
    public string? Header { get; init; }

    public string? Footer { get; init; }

    public IReadOnlyList<Choice> Choices { get; init; } = [];

    public string? ListTitle { get; init; }

    public string? TemplateName { get; init; }

    public string PricingCategory { get; init; } = "service";
}
