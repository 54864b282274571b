using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>What decisions cost and how they end. Tags are codes and states; never an id, an amount or a name.</summary>
public sealed class CreditMetrics
{
    public const string MeterName = "WhatsAppOrdering.Credit";

    /// <summary>Seconds; fine where decisions should be, coarse where something is wrong.</summary>
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Histogram<double> _decision;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _hold;
    private readonly Counter<long> _decisions;

    public CreditMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _decision = meter.CreateHistogram("credit.decision.duration", "s", "From asking the database for credit to its answer, each try, waits included.", null, Buckets);
        _wait = meter.CreateHistogram("credit.lock.wait", "s", "From queueing for a credit line to having its lock, or giving up.", null, Buckets);
        _hold = meter.CreateHistogram("credit.lock.hold", "s", "From having a credit line's lock to the end of the transaction.", null, Buckets);
        _decisions = meter.CreateCounter<long>("credit.decisions", null, "Wishes for credit by outcome and code. A busy try counts as LOCK_TIMEOUT, though it may be tried again.");
    }

    public void Decided(Decision decision, string scope)
    {
        ArgumentNullException.ThrowIfNull(decision);
        Count(decision.Replayed ? "REPLAYED" : decision.Outcome, decision.Code ?? decision.Outcome, scope);
    }

    public void Took(TimeSpan time, string outcome) => _decision.Record(time.TotalSeconds, Tag("outcome", outcome));

    /// <summary>A try that the database did not answer: busy, or a failure of ours.</summary>
    public void Failed(Exception error, string scope, TimeSpan time)
    {
        Took(time, "FAILED");
        Count("FAILED", BusyRetry.IsBusy(error) ? CreditCodes.LockTimeout : "SYSTEM_ERROR", scope);
    }

    public void Waited(TimeSpan time, bool got) => _wait.Record(time.TotalSeconds, Tag("got", got));

    public void Held(TimeSpan time) => _hold.Record(time.TotalSeconds);

    private void Count(string outcome, string code, string scope) => _decisions.Add(1, Tag("outcome", outcome), Tag("code", code), Tag("scope", scope));

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}

/// <summary>
/// Times the locks of one transaction's credit lines. The scope ends after its transaction does, so the hold ends with it.
/// </summary>
public sealed class LineLocks(CreditMetrics metrics) : IDisposable
{
    /// <summary>Beside an answer, in a select list: microseconds that its function waited for a line; null when it locked none.</summary>
    internal const string WaitedSql = "nullif(current_setting('credit.lock_waited', true), '')::bigint";

    private long? _since;

    /// <param name="asked">When the statement was sent. The way there counts as holding: it is not told apart from here.</param>
    public void Got(long asked, long? waitedMicroseconds)
    {
        if (waitedMicroseconds is { } microseconds)
        {
            var waited = TimeSpan.FromMicroseconds(microseconds);
            metrics.Waited(waited, got: true);
            _since ??= asked + (long)(waited.TotalSeconds * Stopwatch.Frequency);
        }
    }

    public void Missed(Exception error, long asked)
    {
        if ((error as PostgresException ?? error.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            metrics.Waited(Stopwatch.GetElapsedTime(asked), got: false);
        }
    }

    public void Dispose()
    {
        if (_since is { } since)
        {
            metrics.Held(Stopwatch.GetElapsedTime(since));
        }
    }
}
