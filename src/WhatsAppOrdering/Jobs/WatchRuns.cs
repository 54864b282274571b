using System.Collections.Concurrent;
using Hangfire.Server;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// Counts and logs how runs end. A recurring job whose last run here is not over yet is passed over, so that one that hangs
/// on a lock takes one worker and not all of them; nothing is lost, for the one under way or the next finds the work.
/// </summary>
internal sealed partial class WatchRuns(JobMetrics metrics, Outage outage, ILogger<WatchRuns> log) : IServerFilter
{
    private readonly ConcurrentDictionary<string, bool> _underWay = new();

    public void OnPerforming(PerformingContext context)
    {
        if (Schedule.Find(context.BackgroundJob.Job) is { } job && !_underWay.TryAdd(job.Name, true))
        {
            context.Canceled = true;
        }
    }

    public void OnPerformed(PerformedContext context)
    {
        if (Schedule.Find(context.BackgroundJob.Job) is not { } job)
        {
            return;
        }

        _underWay.TryRemove(job.Name, out _);
        switch (context.Exception)
        {
            case null:
                metrics.Ended(job.Name, JobOutcome.Succeeded);
                break;
            case OperationCanceledException:
                // The service stops: another node, or the next start, takes the run up.
                break;
            case { } error:
                metrics.Ended(job.Name, JobOutcome.Failed);
                if (!outage.Tell("jobs", error))
                {
                    LogFailed(error.InnerException ?? error, job.Name);
                }

                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed; it runs again at its next time.")]
    private partial void LogFailed(Exception error, string job);
}
