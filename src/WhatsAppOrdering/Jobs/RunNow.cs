using Hangfire;

namespace WhatsAppOrdering.Jobs;

/// <summary>Starts a job of the schedule before its time.</summary>
public sealed class RunNow(IRecurringJobManagerV2 recurring)
{
    /// <returns>False when no node has written the schedule into the database yet.</returns>
    public bool Audit() => recurring.TriggerJob(Schedule.Audit) is not null;
}
