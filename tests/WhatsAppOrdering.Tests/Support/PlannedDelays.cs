namespace WhatsAppOrdering.Tests.Support;

/// <summary>A clock whose timers ring at once and are written down.</summary>
public sealed class PlannedDelays : TimeProvider
{
    private readonly List<double> _milliseconds = [];

    public IReadOnlyList<double> Milliseconds => _milliseconds;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _milliseconds.Add(dueTime.TotalMilliseconds);
        }

        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
