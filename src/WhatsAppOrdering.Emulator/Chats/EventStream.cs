using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using WhatsAppOrdering.Emulator.State;

namespace WhatsAppOrdering.Emulator.Chats;

/// <summary>Tells every open page what happened: bubble, window, typing, clock, webhook.</summary>
public sealed class EventStream(IHostApplicationLifetime lifetime, StateChanges changes)
{
    private readonly ConcurrentDictionary<Channel<SseItem<object>>, bool> pages = new();

    public void Publish(string kind, object data)
    {
        changes.Tell();
        foreach (var page in pages.Keys)
        {
            page.Writer.TryWrite(new SseItem<object>(data, kind));
        }
    }

    /// <summary>The events from now on; the first one, <c>ready</c>, comes at once, so that a page knows it misses nothing.</summary>
    public async IAsyncEnumerable<SseItem<object>> SubscribeAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = Channel.CreateUnbounded<SseItem<object>>();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await using var stopped = ended.Token.Register(() => page.Writer.TryComplete());
        pages.TryAdd(page, true);
        try
        {
            yield return new SseItem<object>(new { }, "ready");
            await foreach (var item in page.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return item;
            }
        }
        finally
        {
            pages.TryRemove(page, out _);
        }
    }
}
