using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.Jobs;

/// <summary>Whether this node's jobs run. Computed when it is asked for, so that a stalled schedule shows by itself.</summary>
public sealed class JobMetrics
{
    public const string MeterName = "WhatsAppOrdering.Jobs";

    private readonly ConcurrentDictionary<string, long> _succeeded = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Counter<long> _runs;

    public JobMetrics(IMeterFactory meters, IOptions<JobsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(options);
        var meter = meters.Create(MeterName);
        _runs = meter.CreateCounter<long>("jobs.runs", null, "Runs that ended, by job and outcome.");
        if (options.Value.Server)
        {
            meter.CreateObservableGauge("jobs.late", Late, "s", "How long ago a job should have succeeded again on this node; 0 when it is in time.");
        }
    }

    public void Ended(string job, JobOutcome outcome)
    {
        _runs.Add(1, Of(job), new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        if (outcome == JobOutcome.Succeeded)
        {
            _succeeded[job] = Stopwatch.GetTimestamp();
        }
    }

    private IEnumerable<Measurement<double>> Late() => Schedule.Jobs.Select(job => new Measurement<double>(
        Math.Max(0, (Stopwatch.GetElapsedTime(_succeeded.GetValueOrDefault(job.Name, _started)) - job.Every).TotalSeconds), Of(job.Name)));

    private static KeyValuePair<string, object?> Of(string job) => new("job", job);
}

/// <summary>How a run ended. One that a stop handed back has not.</summary>
public enum JobOutcome
{
    Succeeded,
    Failed,
}
