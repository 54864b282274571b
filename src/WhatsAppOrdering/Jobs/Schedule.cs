using Hangfire.Common;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// Everything that runs by itself, and when (cron with seconds, UTC). Each job finds its work by state and claims it under a
/// lock, so it may run on several nodes at once, twice, or a second time after its node was killed. It throws when it fails.
/// </summary>
public static class Schedule
{
    /// <summary>The job that the Work page can start too.</summary>
    public const string Audit = "Audit ledger";

    public static IReadOnlyList<RecurringJob> Jobs { get; } =
    [
        new("Expire orders", "*/15 * * * * *", TimeSpan.FromSeconds(15), Job.FromExpression<ExpireOrders>(job => job.RunAsync(CancellationToken.None))),
        new("Measure holds", "*/15 * * * * *", TimeSpan.FromSeconds(15), Job.FromExpression<MeasureHolds>(job => job.RunAsync(CancellationToken.None))),
        new("Resend replies", "*/10 * * * * *", TimeSpan.FromSeconds(10), Job.FromExpression<ResendReplies>(job => job.RunAsync(CancellationToken.None))),
        new("Handle stranded messages", "*/10 * * * * *", TimeSpan.FromSeconds(10), Job.FromExpression<HandleStrandedMessages>(job => job.RunAsync(CancellationToken.None))),
        new("Escalate requests", "*/10 * * * * *", TimeSpan.FromSeconds(10), Job.FromExpression<EscalateRequests>(job => job.RunAsync(CancellationToken.None))),
        new("Act on news from Meta", "*/10 * * * * *", TimeSpan.FromSeconds(10), Job.FromExpression<ActOnNews>(job => job.RunAsync(CancellationToken.None))),
        new("Purge old texts", "0 17 * * * *", TimeSpan.FromHours(1), Job.FromExpression<PurgeTexts>(job => job.RunAsync(CancellationToken.None))),
        new("Forget old failures", "0 47 * * * *", TimeSpan.FromHours(1), Job.FromExpression<ForgetFailures>(job => job.RunAsync(CancellationToken.None))),
        new(Audit, "0 30 2 * * *", TimeSpan.FromDays(1), Job.FromExpression<AuditLedger>(job => job.RunAsync(CancellationToken.None))),
    ];

    /// <summary>Null for a job that is not of this schedule.</summary>
    public static RecurringJob? Find(Job? job) => job is null ? null : Jobs.FirstOrDefault(known => known.Job.Type == job.Type && known.Job.Method == job.Method);
}

/// <param name="Name">As people read it, in dashboard, log and metrics; also its id.</param>
/// <param name="Every">The cron in other words, for whoever asks whether it is late.</param>
/// <param name="Job">The method that is stored and run.</param>
public sealed record RecurringJob(string Name, string Cron, TimeSpan Every, Job Job);
