using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>
/// Where the time goes while this lives: every statement and every call to Meta, summed by what it is, and the process's own
/// time on the cores beside it. Listening costs something itself, so it is done in a run of its own.
/// </summary>
internal sealed class Costs : IDisposable
{
    private const int Shown = 90;
    private readonly ConcurrentDictionary<string, (long Calls, TimeSpan Time)> _sums = new();
    private readonly ActivityListener _listener;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeSpan _cpuBefore = Environment.CpuUsage.TotalTime;

    public Costs()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <param name="pieces">Of work done meanwhile, to tell the costs of each.</param>
    public IEnumerable<string> Highest(int most, int pieces)
    {
        var cpu = Environment.CpuUsage.TotalTime - _cpuBefore;
        var all = _sums.Values.Sum(sum => sum.Time.TotalMilliseconds);
        yield return Line($"{_sums.Values.Sum(sum => sum.Calls) / (double)pieces:0.0} statements and calls for each; our own processor time {cpu.TotalMilliseconds / pieces:0.0} ms for each, {100 * cpu / (_clock.Elapsed * Environment.ProcessorCount):0} % of the cores (the emulator's in it, PostgreSQL's not)");
        foreach (var (name, sum) in _sums.OrderByDescending(pair => pair.Value.Time).Take(most))
        {
            yield return Line($"{100 * sum.Time.TotalMilliseconds / all:0} % of the time waited, {sum.Calls / (double)pieces:0.0} times for each, {sum.Time.TotalMilliseconds / sum.Calls:0.00} ms: {name}");
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Activity activity)
    {
        // The emulator's posts of webhooks are not the service's cost.
        if (!(activity.GetTagItem("url.full") is string url && url.Contains("/webhooks/", StringComparison.Ordinal)))
        {
            _sums.AddOrUpdate(NameOf(activity), _ => (1, activity.Duration), (_, sum) => (sum.Calls + 1, sum.Time + activity.Duration));
        }
    }

    private static string NameOf(Activity activity)
    {
        var text = activity.GetTagItem("db.query.text") as string
            ?? (activity.GetTagItem("url.full") is string url ? $"{activity.GetTagItem("http.request.method")} {new Uri(url).Segments[^1]}" : activity.DisplayName);
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > Shown ? line[..Shown] + "…" : line;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
