using System.Globalization;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// A retry that fails is Scheduled by our delay instead of Failed, and stands on the dashboard's page of retries meanwhile, as
/// Hangfire's own would. One that somebody requeues after it was given up is told so.
/// </summary>
internal sealed class RetryStates : IElectStateFilter, IApplyStateFilter
{
    private const string Tries = "RetryCount";
    private const string ByHand = "ByHand";
    private const string Set = "retries";
    private const string Prefix = "Retry attempt";
    private static readonly TimeSpan Otherwise = TimeSpan.FromSeconds(15);

    public static string ReasonOf(int tries, string why) => string.Create(CultureInfo.InvariantCulture, $"{Prefix} {tries}: {why}");

    /// <summary>Whether a person wants this run of something that was given up.</summary>
    public static bool IsByHand(Hangfire.Server.PerformContext? context) => context?.GetJobParameter<bool>(ByHand) == true;

    public void OnStateElection(ElectStateContext context)
    {
        if (!IsRetry(context.BackgroundJob.Job))
        {
            return;
        }

        switch (context.CandidateState)
        {
            case FailedState { Exception: not GivenUpException } failed:
                var tries = context.GetJobParameter<int>(Tries) + 1;
                context.SetJobParameter(Tries, tries);
                var (after, why) = failed.Exception is TryAgainException again ? (again.After, again.Message) : (Otherwise, failed.Exception.GetType().Name);
                context.CandidateState = new ScheduledState(after) { Reason = ReasonOf(tries + 1, why) };
                break;
            case EnqueuedState:
                context.SetJobParameter(ByHand, context.CurrentState == FailedState.StateName);
                break;
        }
    }

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.NewState is ScheduledState && IsRetry(context.BackgroundJob.Job))
        {
            transaction.AddToSet(Set, context.BackgroundJob.Id);
        }
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.OldStateName == ScheduledState.StateName && IsRetry(context.BackgroundJob.Job))
        {
            transaction.RemoveFromSet(Set, context.BackgroundJob.Id);
        }
    }

    /// <summary>As the dashboard calls it; null for another job.</summary>
    public static string? NameOf(Job? job) =>
        job is not null && IsRetry(job) ? string.Create(CultureInfo.InvariantCulture, $"{(job.Type == typeof(RetryReply) ? "Reply" : "Message")} {job.Args[0]}") : null;

    private static bool IsRetry(Job? job) => job?.Type == typeof(RetryReply) || job?.Type == typeof(RetryMessage);
}
