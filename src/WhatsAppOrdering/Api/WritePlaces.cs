using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary>
/// How many writes are at work at once: of one wholesaler half the pool, so that he leaves connections to the others; of
/// orders on one credit line four, so that a line that somebody holds, or that many want, leaves connections to his other
/// shops. More wait their turn without a connection, first come, first served, for about as long as one waits for one.
/// </summary>
public sealed class WritePlaces(IOptions<DatabaseOptions> database) : IAsyncDisposable
{
    private const int OfOneLine = 4;
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(15);

    private readonly PartitionedRateLimiter<WholesalerId> _wholesalers = Limiter<WholesalerId>(database.Value.Writes / 2);
    private readonly PartitionedRateLimiter<(WholesalerId, Guid)> _lines = Limiter<(WholesalerId, Guid)>(OfOneLine);

    /// <param name="line">The credit line, or the retailer who has it; null when it is not known before the work.</param>
    /// <returns>The place, to be given back; null when none became free.</returns>
    public async Task<IDisposable?> TakeAsync(WholesalerId wholesaler, Guid? line, Patience? patience, CancellationToken ct)
    {
        using var over = patience?.Over() ?? new CancellationTokenSource(longestWait);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        // The line's first: whoever waits for a line takes no place of the wholesaler's from those who could go on.
        var ofLine = line is { } known ? await TakeAsync(_lines, (wholesaler, known), waiting.Token, ct) : null;
        if (line is not null && ofLine is null)
        {
            return null;
        }

        IDisposable? ofWholesaler = null;
        try
        {
            ofWholesaler = await TakeAsync(_wholesalers, wholesaler, waiting.Token, ct);
            return ofWholesaler is null ? null : new Place(ofWholesaler, ofLine);
        }
        finally
        {
            if (ofWholesaler is null)
            {
                ofLine?.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _wholesalers.DisposeAsync();
        await _lines.DisposeAsync();
    }

    private static PartitionedRateLimiter<T> Limiter<T>(int places)
        where T : notnull => PartitionedRateLimiter.Create<T, T>(key =>
        RateLimitPartition.GetConcurrencyLimiter(key, _ => new ConcurrencyLimiterOptions { PermitLimit = places, QueueLimit = MostWaiting }));

    private static async Task<IDisposable?> TakeAsync<T>(PartitionedRateLimiter<T> places, T key, CancellationToken waiting, CancellationToken ct)
    {
        // Whoever has no patience left still gets a place that is free.
        var free = places.AttemptAcquire(key);
        if (free.IsAcquired)
        {
            return free;
        }

        try
        {
            var lease = await places.AcquireAsync(key, cancellationToken: waiting);
            return lease.IsAcquired ? lease : null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record Place(IDisposable OfWholesaler, IDisposable? OfLine) : IDisposable
    {
        public void Dispose()
        {
            OfWholesaler.Dispose();
            OfLine?.Dispose();
        }
    }
}
