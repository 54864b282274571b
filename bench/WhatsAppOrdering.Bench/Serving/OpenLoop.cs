using System.Diagnostics;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>
/// Begins so many pieces of work a second, whether or not those before have ended, and times each from the moment at which it
/// was due: a server that falls behind cannot hide it by slowing its clients down.
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    public static async Task<Latencies> RunAsync(double rate, TimeSpan duration, Func<int, Task> work)
    {
        var latencies = new Latencies();
        var running = new List<Task>();
        var clock = Stopwatch.StartNew();
        var count = (int)(rate * duration.TotalSeconds);
        for (var n = 0; n < count; n++)
        {
            var due = TimeSpan.FromSeconds(n / rate);
            while (clock.Elapsed < due)
            {
                await Task.Delay(Tick);
            }

            running.Add(TimedAsync(n, due));
        }

        var begun = clock.Elapsed;
        await Task.WhenAll(running);
        latencies.Rate = count / Math.Max(begun.TotalSeconds, clock.Elapsed.TotalSeconds);
        return latencies;

        async Task TimedAsync(int n, TimeSpan due)
        {
            try
            {
                await work(n);
                latencies.Add((clock.Elapsed - due).TotalMilliseconds);
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                latencies.AddFailure();
            }
        }
    }
}

/// <summary>Milliseconds, from any thread.</summary>
internal sealed class Latencies
{
    private readonly Lock _gate = new();
    private readonly List<double> _all = [];
    private int _failures;

    /// <summary>Pieces of work ended per second of the whole run.</summary>
    public double Rate { get; set; }

    public int Failures => Volatile.Read(ref _failures);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    public void Add(double milliseconds)
    {
        lock (_gate)
        {
            _all.Add(milliseconds);
        }
    }

    public void AddFailure() => Interlocked.Increment(ref _failures);

    /// <param name="part">0.5 for the median, 1 for the longest.</param>
    public double At(double part)
    {
        lock (_gate)
        {
            return _all.Count == 0 ? double.NaN : _all.Order().ElementAt(Math.Min(_all.Count - 1, (int)(_all.Count * part)));
        }
    }

    public override string ToString() => FormattableString.Invariant($"{At(0.5):0.0} | {At(0.99):0.0} | {At(1):0.0}");
}
