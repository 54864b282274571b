using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Moves locked replies on, and sees to what follows from that: a pause of their number or account, the log of what is given
/// up, the job of what is tried again. Joins the root's transaction.
/// </summary>
public sealed partial class MoveReplies(OrderingDb db, IOptions<ReplyOptions> options, SendPauses pauses, AfterCommit afterCommit, Retries retries, ILogger<MoveReplies> log)
{
    private readonly List<(OutboxProgress Progress, OutboxRow Row)> _moved = [];

    /// <param name="why">Of a failure, as a code: for the log and for whoever looks at what is tried again.</param>
    public void Move(OutboxRow row, DateTimeOffset now, Action<OutboxProgress> by, string why)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(by);
        var before = row.State;
        var progress = new OutboxProgress(row, options.Value, now);
        by(progress);
        _moved.Add((progress, row));
        if (row.State is OutboxState.Failed or OutboxState.Dead && row.State != before)
        {
            afterCommit.Do(() => LogGivenUp(row.Id, row.Reply, why));
        }

        Follow(row, before, progress.Pause is not null, now, why);
    }

    /// <summary>Writes the rows, and then the pauses: their locks come after those of replies.</summary>
    public async Task SaveAsync(CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        foreach (var (progress, row) in _moved.OrderBy(moved => moved.Row.PhoneNumberId, StringComparer.Ordinal))
        {
            await pauses.ApplyAsync(progress.Pause, row.PhoneNumberId, ct);
        }

        _moved.Clear();
    }

    /// <summary>A first try that succeeds has no job, nor has one that goes again at once by another way.</summary>
    private void Follow(OutboxRow row, OutboxState before, bool isPaused, DateTimeOffset now, string why)
    {
        var id = row.Id;
        switch (row.State)
        {
            case OutboxState.Failed or OutboxState.Dead when row.State != before:
                afterCommit.Do(() => retries.GivenUp(RetryKind.Reply, id, why));
                break;
            case OutboxState.Waiting when before != OutboxState.Waiting && (row.NextAttemptAt is not null || isPaused):
                var after = (row.NextAttemptAt ?? now) - now;
                afterCommit.Do(() => retries.Again(RetryKind.Reply, id, after, why));
                break;
            case >= OutboxState.Accepted and <= OutboxState.Read when before < OutboxState.Accepted && row.Attempt > 1 || before is OutboxState.Waiting or OutboxState.Failed or OutboxState.Dead:
                afterCommit.Do(() => retries.Settled(RetryKind.Reply, id));
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) was given up: {Why}.")]
    private partial void LogGivenUp(long row, string reply, string why);
}
