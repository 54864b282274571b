namespace WhatsAppOrdering.Tests.Support;

/// <summary>A clock that stands still until it is put on; timers ring when it passes their time, and what they were set to is written down.</summary>
public sealed class HandClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<HandTimer> _timers = [];
    private readonly List<TimeSpan> _planned = [];
    private TimeSpan _passed;

    public TimeSpan Passed => _passed;

    /// <summary>What each timer was set to, in order.</summary>
    public IReadOnlyList<TimeSpan> Planned => _planned;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new HandTimer(this, () => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }
    }

    public void PutOn(TimeSpan by)
    {
        List<HandTimer> due;
        lock (_lock)
        {
            _passed += by;
            due = [.. _timers.Where(timer => timer.At <= _passed)];
            due.ForEach(timer => _timers.Remove(timer));
        }

        due.ForEach(timer => timer.Ring());
    }

    private sealed class HandTimer(HandClock clock, Action ring) : ITimer
    {
        public TimeSpan At { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock._planned.Add(dueTime);
                    At = clock._passed + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
