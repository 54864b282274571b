using Hangfire;
using Hangfire.Storage;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// Writes the schedule into the database, and takes out what it no longer names. A database that is late or away at start
/// ends nothing: it is tried until it is there.
/// </summary>
internal sealed partial class RegisterSchedule(IRecurringJobManagerV2 recurring, JobStorage storage, Outage outage, ILogger<RegisterSchedule> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!TryRegister(out var error))
        {
            if (!outage.Tell("schedule", error))
            {
                LogLater(error);
            }

            await Task.Delay(Pause, stoppingToken);
        }
    }

    private bool TryRegister([System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Exception? error)
    {
        try
        {
            foreach (var job in Schedule.Jobs)
            {
                recurring.AddOrUpdate(job.Name, job.Job, job.Cron, new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc });
            }

            using var connection = storage.GetConnection();
            foreach (var stored in connection.GetRecurringJobs().Where(stored => Schedule.Jobs.All(job => job.Name != stored.Id)))
            {
                recurring.RemoveIfExists(stored.Id);
            }

            error = null;
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, the service goes on without its schedule and tries again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            error = failure;
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recurring jobs could not be written into the database. It is tried again every two seconds.")]
    private partial void LogLater(Exception error);
}
