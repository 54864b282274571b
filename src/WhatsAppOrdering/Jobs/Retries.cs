using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Jobs;

/// <summary>
/// Hangfire's jobs for replies and messages whose first try failed, one for each: so that the dashboard shows what is tried
/// again, what was given up and why, and can have it tried at once. Called after COMMIT; what is lost here costs time only,
/// for the sweeps go by the rows, and until something fails Hangfire is not so much as asked for.
/// </summary>
public sealed partial class Retries(Lazy<IBackgroundJobClientV2> jobs, Lazy<JobStorage> storage, Outage outage, ILogger<Retries> log)
{
    private const string Field = "job";

    /// <summary>
    /// Failures and successes of one reply soon after each other are told in their order, or they make two jobs, or one of
    /// what is settled. Two nodes may still do that: then its run finds the row settled, and ends. Dealt out by id, so that in
    /// an outage the many do not wait for each other.
    /// </summary>
    private readonly Lock[] _oneAfterTheOther = [.. Enumerable.Range(0, 16).Select(_ => new Lock())];

    /// <summary>It is tried again by itself after a while.</summary>
    /// <param name="why">As a code; it stands on the dashboard.</param>
    public void Again(RetryKind kind, long id, TimeSpan after, string why) =>
        Follow(kind, id, new ScheduledState(after) { Reason = RetryStates.ReasonOf(1, why) });

    /// <summary>Only a person has it tried again.</summary>
    public void GivenUp(RetryKind kind, long id, string why) => Follow(kind, id, new FailedState(new GivenUpException(why)) { Reason = "Given up" });

    /// <summary>It succeeded, or somebody has decided on it: what is settled is not shown any more.</summary>
    public void Settled(RetryKind kind, long id) => Try(kind, id, (connection, key) =>
    {
        // A run that is under way ends by itself, and then forgets.
        if (JobOf(connection, key) is { } job && connection.GetStateData(job)?.Name is var state && state != ProcessingState.StateName)
        {
            jobs.Value.ChangeState(job, new DeletedState { Reason = "Settled" }, state);
            Write(connection, transaction => transaction.RemoveHash(key));
        }
    });

    /// <summary>The job itself has found its row settled.</summary>
    internal void Ended(RetryKind kind, long id) => Try(kind, id, (connection, key) => Write(connection, transaction => transaction.RemoveHash(key)));

    private void Follow(RetryKind kind, long id, IState next) => Try(kind, id, (connection, key) =>
    {
        var job = JobOf(connection, key);
        var state = job is null ? null : connection.GetStateData(job)?.Name;
        if (state == ProcessingState.StateName || (state == EnqueuedState.StateName && next is ScheduledState))
        {
            // It is being tried by that job, which tells at its end.
            return;
        }

        if (state is null || !jobs.Value.ChangeState(job, next, state))
        {
            var made = jobs.Value.Create(kind == RetryKind.Reply
                ? Job.FromExpression<RetryReply>(retry => retry.RunAsync(id, null, CancellationToken.None))
                : Job.FromExpression<RetryMessage>(retry => retry.RunAsync(id, null, CancellationToken.None)), next);
            Write(connection, transaction => transaction.SetRangeInHash(key, [new(Field, made)]));
        }
    });

    private void Try(RetryKind kind, long id, Action<IStorageConnection, string> work)
    {
        try
        {
            lock (_oneAfterTheOther[id % _oneAfterTheOther.Length])
            {
                using var connection = storage.Value.GetConnection();
                work(connection, string.Create(CultureInfo.InvariantCulture, $"retry:{kind}:{id}"));
            }
        }
#pragma warning disable CA1031 // An alarm clock only: whatever it is, the row is there and the sweep finds it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (!outage.Tell("retries", error))
            {
                LogLost(error);
            }
        }
    }

    private static string? JobOf(IStorageConnection connection, string key) =>
        connection.GetAllEntriesFromHash(key) is { } entries && entries.TryGetValue(Field, out var job) ? job : null;

    private static void Write(IStorageConnection connection, Action<IWriteOnlyTransaction> what)
    {
        using var transaction = connection.CreateWriteTransaction();
        what(transaction);
        transaction.Commit();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A retry could not be put on the dashboard; the sweep does it all the same.")]
    private partial void LogLost(Exception error);
}

/// <summary>What may be tried again.</summary>
public enum RetryKind
{
    /// <summary>By the id of its row.</summary>
    Reply,

    /// <summary>By its arrival.</summary>
    Message,
}

/// <summary>A try that failed; the next one is due after a while.</summary>
internal sealed class TryAgainException(TimeSpan after, string why) : Exception($"It is tried again: {why}.")
{
    public TimeSpan After => after;
}

/// <summary>Given up: it is not tried again by itself.</summary>
internal sealed class GivenUpException(string why) : Exception($"Given up: {why}.");
