using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary>
/// How many writes of one wholesaler are at work at once: those that wait for his busy line leave connections to the others.
/// More wait their turn, first come, first served, for about as long as one waits for a connection.
/// </summary>
public sealed class WritePlaces(IOptions<DatabaseOptions> database) : IAsyncDisposable
{
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(15);

    private readonly PartitionedRateLimiter<WholesalerId> _places = PartitionedRateLimiter.Create<WholesalerId, WholesalerId>(wholesaler =>
        RateLimitPartition.GetConcurrencyLimiter(wholesaler, _ => new ConcurrencyLimiterOptions { PermitLimit = database.Value.Writes / 2, QueueLimit = MostWaiting }));

    /// <returns>The place, to be given back; null when none became free.</returns>
    public async Task<IDisposable?> TakeAsync(WholesalerId wholesaler, Patience? patience, CancellationToken ct)
    {
        if (patience?.Left == TimeSpan.Zero)
        {
            var free = _places.AttemptAcquire(wholesaler);
            return free.IsAcquired ? free : null;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        waiting.CancelAfter(patience?.Left < longestWait ? patience.Left : longestWait);
        try
        {
            var lease = await _places.AcquireAsync(wholesaler, cancellationToken: waiting.Token);
            return lease.IsAcquired ? lease : null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _places.DisposeAsync();
}
