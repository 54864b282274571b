using System.Threading.Channels;

namespace WhatsAppOrdering.Emulator.Webhooks;

/// <summary>The one queue of updates for the service, delivered in its order.</summary>
public sealed class WebhookQueue
{
    private const int BatchSize = 5;
    private readonly Channel<WebhookItem> items = Channel.CreateUnbounded<WebhookItem>();
    private volatile string? problem;

    /// <summary>Why the service is not being reached, or null while it is.</summary>
    public string? Problem
    {
        get => problem;
        set => problem = value;
    }

    public void Enqueue(WebhookItem item) => items.Writer.TryWrite(item);

    /// <summary>Waits for one update and takes with it what else is already there, up to a few.</summary>
    public async Task<IReadOnlyList<WebhookItem>> TakeBatchAsync(CancellationToken cancellationToken)
    {
        var batch = new List<WebhookItem> { await items.Reader.ReadAsync(cancellationToken) };
        while (batch.Count < BatchSize && items.Reader.TryRead(out var next))
        {
            batch.Add(next);
        }

        return batch;
    }
}
