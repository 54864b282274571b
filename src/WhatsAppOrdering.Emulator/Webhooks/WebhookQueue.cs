using System.Threading.Channels;
using WhatsAppOrdering.Emulator.State;

namespace WhatsAppOrdering.Emulator.Webhooks;

/// <summary>The one queue of updates for the service, delivered in its order unless a fault says otherwise.</summary>
public sealed class WebhookQueue(StateChanges changes)
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private readonly Channel<WebhookItem> items = Channel.CreateUnbounded<WebhookItem>();
    private volatile string? problem;
    private readonly LinkedList<WebhookItem> unposted = [];

    /// <summary>Why the service is not being reached, or null while it is.</summary>
    public string? Problem
    {
        get => problem;
        set => problem = value;
    }

    /// <summary>True when nothing waits and nothing is under way.</summary>
    public bool IsIdle
    {
        get
        {
            lock (unposted)
            {
                return unposted.Count == 0;
            }
        }
    }

    /// <summary>What waits and what is under way: after a restart it is posted again, as Meta does until it hears 200.</summary>
    public IReadOnlyList<WebhookItem> Unposted
    {
        get
        {
            lock (unposted)
            {
                return [.. unposted];
            }
        }
    }

    public void Enqueue(WebhookItem item)
    {
        lock (unposted)
        {
            unposted.AddLast(item);
            items.Writer.TryWrite(item);
        }

        changes.Tell();
    }

    /// <summary>Tells that updates from <see cref="TakeBatchAsync"/>, which are the oldest, have been answered.</summary>
    public void Done(int count)
    {
        lock (unposted)
        {
            for (; count > 0; count--)
            {
                unposted.RemoveFirst();
            }
        }

        changes.Tell();
    }

    /// <summary>Until there is an update.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await items.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes what is there, up to <paramref name="most"/>; waits a little for more if told to.</summary>
    public async Task<IReadOnlyList<WebhookItem>> TakeBatchAsync(int most, bool gather, CancellationToken cancellationToken)
    {
        var batch = new List<WebhookItem>();
        if (gather)
        {
            await Task.Delay(Gathering, cancellationToken);
        }

        while (batch.Count < most && items.Reader.TryRead(out var next))
        {
            batch.Add(next);
        }

        return batch;
    }
}
