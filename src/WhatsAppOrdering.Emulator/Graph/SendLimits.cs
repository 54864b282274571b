using WhatsAppOrdering.Emulator.Hosting;
using WhatsAppOrdering.Emulator.Time;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>
/// Meta's pair limit (one message in 6 seconds to one person, a burst of 45 borrowed from what comes later) and the
/// number's throughput (80 a second), by the emulator's clock.
/// </summary>
public sealed class SendLimits(EmulatorOptions options, EmulatorClock clock)
{
    private static readonly TimeSpan PairPace = TimeSpan.FromSeconds(6);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Bucket> pairs = [];
    private Bucket number = new(options.MessagesPerSecond, clock.GetUtcNow());

    /// <summary>130429 or 131056 when one of them is used up; null when the send counts and may go on.</summary>
    public GraphError? Refuse(string recipient)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var pair = pairs.GetValueOrDefault(recipient, new Bucket(options.PairBurst, now)).Refill(now, options.PairBurst, PairPace);
            number = number.Refill(now, options.MessagesPerSecond, TimeSpan.FromSeconds(1) / options.MessagesPerSecond);
            if (number.Left < 1)
            {
                return GraphError.Throughput;
            }

            if (pair.Left < 1)
            {
                return GraphError.PairLimit;
            }

            number = number with { Left = number.Left - 1 };
            pairs[recipient] = pair with { Left = pair.Left - 1 };
            return null;
        }
    }

    private readonly record struct Bucket(double Left, DateTimeOffset At)
    {
        public Bucket Refill(DateTimeOffset now, int most, TimeSpan pace) => new(Math.Min(most, Left + ((now - At) / pace)), now);
    }
}
