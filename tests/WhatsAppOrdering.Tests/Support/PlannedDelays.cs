namespace WhatsAppOrdering.Tests.Support;

/// <summary>A clock whose timers ring at once and are written down.</summary>
/// <param name="passes">Told of each delay, for a clock that is to go on by it.</param>
public sealed class PlannedDelays(Action<TimeSpan>? passes = null) : TimeProvider
{
    private readonly List<double> _milliseconds = [];

    public IReadOnlyList<double> Milliseconds => _milliseconds;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _milliseconds.Add(dueTime.TotalMilliseconds);
            passes?.Invoke(dueTime);
        }

        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
