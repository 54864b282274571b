namespace WhatsAppOrdering.Data;

/// <summary>How long a whole call may wait, all its tries and waits together. It begins when it is made.</summary>
public sealed class Patience(TimeSpan whole, TimeProvider time)
{
    /// <summary>What a try may take beyond its waits, to connect and to work: patience is for others' locks, so zero means one look and not none.</summary>
    public static readonly TimeSpan Work = TimeSpan.FromSeconds(1);

    private readonly long _since = time.GetTimestamp();

    public TimeSpan Left => whole - time.GetElapsedTime(_since) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>Is cancelled so long after it is over.</summary>
    public CancellationTokenSource Over(TimeSpan after = default) => new(Left + after, time);
}

/// <summary>The caller's time is over, in the queue for a connection or behind several locks. If it was over at the very end, the key's answer stands and is given next time.</summary>
public sealed class PatienceEndedException() : Exception("The time that the caller gave is over.");
