using System.Diagnostics.Metrics;

namespace WhatsAppOrdering.Data;

/// <summary>How often the database was too busy for a transaction.</summary>
public sealed class DataMetrics
{
    public const string MeterName = "WhatsAppOrdering.Data";

    private readonly Counter<long> _retries;

    public DataMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _retries = meters.Create(MeterName).CreateCounter<long>("transactions.retries", null, "Transactions that were begun again because the database was busy.");
    }

    public void Retried(Pool pool) => _retries.Add(1, new KeyValuePair<string, object?>("pool", pool.ToString()));
}
