using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Jobs;

/// <summary>Runs one job once and keeps its history. Whatever it throws is recorded and logged, never passed to the engine.</summary>
public sealed partial class RunJob(Transactions transactions, JobMetrics metrics, ILogger<RunJob> log)
{
    private static readonly string Node = $"{Environment.MachineName}:{Environment.ProcessId}";

    public async Task ExecuteAsync(IJob job, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(job);
        long id = 0;
        try
        {
            id = await BeginAsync(job, ct);
            var items = await job.RunAsync(ct);
            metrics.Ended(job, JobOutcome.Succeeded);
            await EndAsync(id, JobOutcome.Succeeded, items, null, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            metrics.Ended(job, JobOutcome.Failed);
            LogFailed(error, job.Name);
            await TryRecordFailureAsync(id, error);
        }
    }

    private Task<long> BeginAsync(IJob job, CancellationToken ct) =>
        transactions.RunAsync(
            Pool.Jobs,
            async (services, token) =>
            {
                var db = services.GetRequiredService<OrderingDb>();
                var run = new JobRun { Job = job.Name, Node = Node, StartedAt = await db.ClockAsync(token) };
                db.JobRuns.Add(run);
                await db.SaveChangesAsync(token);
                return run.Id;
            },
            ct);

    private Task<int> EndAsync(long id, JobOutcome outcome, int? items, string? message, CancellationToken ct) =>
        transactions.RunAsync(
            Pool.Jobs,
            (services, token) => services.GetRequiredService<OrderingDb>().Database.ExecuteSqlAsync(
                $"update job_run set finished_at = clock_now(), outcome = {outcome.ToString()}, items = {items}, message = {message} where id = {id}", token),
            ct);

    private async Task TryRecordFailureAsync(long id, Exception error)
    {
        try
        {
            await EndAsync(id, JobOutcome.Failed, null, $"{error.GetType().Name}: {error.Message}", CancellationToken.None);
        }
        catch (Exception second) when (second is not OperationCanceledException)
        {
            LogNotRecorded(second);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed; it runs again at its next time.")]
    private partial void LogFailed(Exception error, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "The failure of a job could not be recorded.")]
    private partial void LogNotRecorded(Exception error);
}
