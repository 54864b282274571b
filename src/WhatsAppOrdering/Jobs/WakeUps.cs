using System.Collections.Concurrent;
using System.Threading.Channels;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// Alarm clock of one node: keys that may have work. A key waits in line once, however often it is woken;
/// a lost alarm costs time, never work, because the jobs look into the database.
/// </summary>
public sealed class WakeUps<TKey>
    where TKey : notnull
{
    private readonly Channel<TKey> _line = Channel.CreateUnbounded<TKey>();
    private readonly ConcurrentDictionary<TKey, bool> _waiting = new();

    public void Wake(TKey key)
    {
        if (_waiting.TryAdd(key, true))
        {
            _line.Writer.TryWrite(key);
        }
    }

    /// <summary>Takes keys as they come, with at most <paramref name="workers"/> at work, until stopped.</summary>
    public Task RunAsync(int workers, Func<TKey, CancellationToken, Task> work, CancellationToken ct) =>
        Parallel.ForEachAsync(
            _line.Reader.ReadAllAsync(ct),
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = ct },
            async (key, token) =>
            {
                // Before the work, so that an alarm during it is another turn.
                _waiting.TryRemove(key, out _);
                await work(key, token);
            });
}
