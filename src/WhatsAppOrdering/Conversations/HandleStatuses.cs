using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Root for delivery statuses. Those that move nothing but their reply go many to a transaction, and only then do replies
/// have to be locked in the order of their keys; what reaches further has one of its own: order before outbox. The first
/// delivery of a wholesaler's request gives him its time from then on.
/// </summary>
public sealed partial class HandleStatuses(Transactions transactions, WakeUps<StatusesToHandle> statuses, ILogger<HandleStatuses> log)
{
    /// <summary>Batches that are worked on at once on this node.</summary>
    public const int MostAtOnce = 3;

    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(50);

    private long _begun;
    private bool _isGathering;

    /// <param name="others">How many are at work already; a full batch calls one more.</param>
    public async Task<int> ExecuteAsync(CancellationToken ct, int others = 0)
    {
        if (others == 0 && !await GatherAsync(ct))
        {
            return 0;
        }

        var handled = 0;
        string? current = null;
        while (true)
        {
            var many = await TryManyAsync(others, ct);
            handled += many.Count;
            if (!many.MoreAreDue)
            {
                return handled;
            }

            try
            {
                // What reaches further; and of many that failed together, the one that makes them.
                if (Taken(await transactions.RunWithRetryAsync(Pool.Sending, (RecordStatuses record, CancellationToken token) => record.OneAsync(key => current = key, token), ct)).Count == 0)
                {
                    return handled;
                }

                handled++;
            }
            catch (Exception error) when (error is not OperationCanceledException && current is not null && !Outage.Is(error))
            {
                LogFailed(error);
                var failed = current;
                current = null;
                await transactions.RunAsync(Pool.Sending, (RecordStatuses record, CancellationToken token) => record.FailAsync(failed, error.GetType().Name, token), ct);
            }
        }
    }

    /// <summary>Nobody waits for a status: those that come close together are taken together, and the first at once.</summary>
    /// <returns>False when somebody is about to take what this one came for.</returns>
    private async Task<bool> GatherAsync(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _isGathering, true))
        {
            return false;
        }

        try
        {
            var wait = Together - Stopwatch.GetElapsedTime(_begun);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, ct);
            }
        }
        finally
        {
            _begun = Stopwatch.GetTimestamp();
            Volatile.Write(ref _isGathering, false);
        }

        return true;
    }

    private async Task<StatusesTaken> TryManyAsync(int others, CancellationToken ct)
    {
        try
        {
            return Taken(await transactions.RunWithRetryAsync(Pool.Sending, (RecordStatuses record, CancellationToken token) => record.ManyAsync(() => CallOneMore(others), token), ct));
        }
        catch (Exception error) when (error is not OperationCanceledException && !Outage.Is(error))
        {
            LogApart(error);
            return new(0, false, true);
        }
    }

    private void CallOneMore(int others)
    {
        if (others + 1 < MostAtOnce)
        {
            statuses.Wake(new StatusesToHandle(others + 1));
        }
    }

    private StatusesTaken Taken(StatusesTaken taken)
    {
        if (taken.SomeWait)
        {
            statuses.Wake(default, RecordStatuses.LookAgain);
        }

        return taken;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery statuses could not be worked on together; one by one.")]
    private partial void LogApart(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A delivery status could not be worked on.")]
    private partial void LogFailed(Exception error);
}
