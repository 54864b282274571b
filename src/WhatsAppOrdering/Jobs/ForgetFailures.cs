using Hangfire;
using Hangfire.Storage.Monitoring;

namespace WhatsAppOrdering.Jobs;

/// <summary>Hangfire keeps failed runs for ever: those of a recurring job are old news after thirty days.</summary>
public sealed class ForgetFailures(JobStorage storage, IBackgroundJobClientV2 jobs)
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    /// <returns>How many were forgotten.</returns>
    public Task<int> RunAsync(CancellationToken ct)
    {
        var monitor = storage.GetMonitoringApi();
        var (forgotten, from) = (0, 0);
        while (Page() is { Count: > 0 } page)
        {
            var old = page.Where(failed => failed.Value?.FailedAt < DateTime.UtcNow - Keep && Schedule.Find(failed.Value.Job) is not null).ToList();
            old.ForEach(failed => jobs.Delete(failed.Key));
            forgotten += old.Count;
            from += page.Count - old.Count;
        }

        return Task.FromResult(forgotten);

        // Hangfire's storage takes no token: a stop is heeded between its queries.
        JobList<FailedJobDto> Page()
        {
            ct.ThrowIfCancellationRequested();
            return monitor.FailedJobs(from, AtOnce);
        }
    }
}
