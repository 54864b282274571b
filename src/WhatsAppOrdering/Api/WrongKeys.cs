using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.Api;

/// <summary>
/// Whoever sends keys that are none is not looked up without end: each look costs a transaction. A key that was good before
/// in this process is always looked up, so that nobody behind the same address is shut out by a stranger.
/// </summary>
internal sealed class WrongKeys : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _good = new();
    private readonly PartitionedRateLimiter<IPAddress> _limiter;

    public WrongKeys(IOptions<ApiOptions> options) => _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
        RateLimitPartition.GetFixedWindowLimiter(
            address, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.WrongKeysPerMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <returns>How long this address has to wait; null when the key may be looked up.</returns>
    public TimeSpan? WaitOf(IPAddress? address, string key)
    {
        if (_good.ContainsKey(ApiKeys.FingerprintOf(key)))
        {
            return null;
        }

        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.None, permitCount: 0);
        return lease.IsAcquired ? null : RateLimits.WaitOf(lease);
    }

    public void Saw(IPAddress? address, string key, bool isGood)
    {
        var fingerprint = ApiKeys.FingerprintOf(key);
        if (isGood)
        {
            _good[fingerprint] = true;
        }
        else
        {
            _good.TryRemove(fingerprint, out _);
            _limiter.AttemptAcquire(address ?? IPAddress.None).Dispose();
        }
    }

    public void Dispose() => _limiter.Dispose();
}

internal static class RateLimits
{
    /// <summary>When a refused caller may come again; a window's length when the limiter does not say.</summary>
    public static TimeSpan WaitOf(RateLimitLease lease) => lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
}
