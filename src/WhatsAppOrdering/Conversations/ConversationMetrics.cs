using System.Diagnostics.Metrics;

namespace WhatsAppOrdering.Conversations;

/// <summary>What shops' words came to, so that one sees what people write and what is never used.</summary>
public sealed class ConversationMetrics
{
    public const string MeterName = "WhatsAppOrdering.Conversations";

    private readonly Counter<long> _moves;

    public ConversationMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _moves = meters.Create(MeterName).CreateCounter<long>("conversations.moves", null, "Messages of shops in words, by what they came to.");
    }

    public void Moved(RetailerMove move) => _moves.Add(1, new KeyValuePair<string, object?>("move", move.ToString()));
}
