namespace WhatsAppOrdering.Emulator.Time;

/// <summary>The time that phones and platform live by: the machine's, plus an offset that only grows.</summary>
public sealed class EmulatorClock : TimeProvider
{
    private long offsetSeconds;

    public long OffsetSeconds => Interlocked.Read(ref offsetSeconds);

    public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow().AddSeconds(OffsetSeconds);

    /// <summary>Jumps ahead and returns the whole offset.</summary>
    public long Advance(long seconds) => Interlocked.Add(ref offsetSeconds, seconds);
}
