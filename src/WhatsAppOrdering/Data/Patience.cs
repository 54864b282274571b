using System.Diagnostics;

namespace WhatsAppOrdering.Data;

/// <summary>How long a whole call may wait, all its tries and waits together. It begins when it is made.</summary>
public sealed class Patience(TimeSpan whole)
{
    private readonly long _since = Stopwatch.GetTimestamp();

    public TimeSpan Left => whole - Stopwatch.GetElapsedTime(_since) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}

/// <summary>No connection came free while the caller had patience: nothing was begun.</summary>
public sealed class PatienceEndedException() : Exception("No connection came free in the time that the caller gave.");
