using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// Alarm clock of one node: keys that may have work. A key waits in line once, however often it is woken;
/// a lost alarm costs time, never work, because the jobs look into the database. The work goes on in the trace of whoever
/// woke it first.
/// </summary>
public sealed class WakeUps<TKey>(TimeProvider time)
    where TKey : notnull
{
    private readonly Channel<TKey> _line = Channel.CreateUnbounded<TKey>();
    private readonly ConcurrentDictionary<TKey, ActivityContext> _waiting = new();

    public void Wake(TKey key)
    {
        if (_waiting.TryAdd(key, Activity.Current?.Context ?? default))
        {
            _line.Writer.TryWrite(key);
        }
    }

    /// <summary>After a while.</summary>
    public void Wake(TKey key, TimeSpan after)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                Wake(key);
                timer?.Dispose();
            },
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes keys as they come, each as an activity of the given name, with at most <paramref name="workers"/> at work, until stopped.</summary>
    public Task RunAsync(string name, int workers, Func<TKey, CancellationToken, Task> work, CancellationToken ct) =>
        Parallel.ForEachAsync(
            _line.Reader.ReadAllAsync(ct),
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = ct },
            async (key, token) =>
            {
                // Before the work, so that an alarm during it is another turn.
                _waiting.TryRemove(key, out var woken);
                using var activity = Tracing.Source.StartActivity(name, ActivityKind.Consumer, woken);
                await work(key, token);
            });
}

internal static class Tracing
{
    public static readonly ActivitySource Source = new("WhatsAppOrdering.Jobs");
}
