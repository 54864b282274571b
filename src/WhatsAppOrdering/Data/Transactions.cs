using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Polly;
using Polly.Retry;

namespace WhatsAppOrdering.Data;

/// <summary>
/// What a root is made of: a scope per try, a READ COMMITTED transaction in it, and the commit. Everything below joins.
/// </summary>
public sealed class Transactions(IServiceScopeFactory scopes, BusyRetry busyRetry, DataMetrics metrics, Background background)
{
    /// <summary>One try.</summary>
    public Task<T> RunAsync<T>(Pool pool, Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken ct) =>
        RunAsync(pool, IsolationLevel.ReadCommitted, work, ct);

    /// <summary>One try of one verb, made for this transaction.</summary>
    public Task<T> RunAsync<TVerb, T>(Pool pool, Func<TVerb, CancellationToken, Task<T>> work, CancellationToken ct)
        where TVerb : notnull =>
        RunAsync(pool, (services, token) => work(services.GetRequiredService<TVerb>(), token), ct);

    /// <summary>One try of two verbs that join one transaction.</summary>
    public Task<T> RunAsync<TVerb, TOther, T>(Pool pool, Func<TVerb, TOther, CancellationToken, Task<T>> work, CancellationToken ct)
        where TVerb : notnull
        where TOther : notnull =>
        RunAsync(pool, (services, token) => work(services.GetRequiredService<TVerb>(), services.GetRequiredService<TOther>(), token), ct);

    /// <summary>All tenants' rows as they stood at one moment, for reading only. Keep it short: vacuum waits for the oldest snapshot.</summary>
    public Task<T> ReadSnapshotAsync<T>(Pool pool, Func<OrderingDb, CancellationToken, Task<T>> work, CancellationToken ct) =>
        RunAsync(
            pool,
            IsolationLevel.RepeatableRead,
            async (services, token) =>
            {
                var db = services.GetRequiredService<OrderingDb>();
                await db.Database.ExecuteSqlAsync($"set transaction read only", token);
                await db.EnterReaderAsync(token);
                return await work(db, token);
            },
            ct);

    /// <inheritdoc cref="RunAsync{T}(Pool, Func{IServiceProvider, CancellationToken, Task{T}}, CancellationToken)"/>
    public Task RunAsync(Pool pool, Func<IServiceProvider, CancellationToken, Task> work, CancellationToken ct) =>
        RunAsync(
            pool,
            async (services, token) =>
            {
                await work(services, token);
                return true;
            },
            ct);

    /// <summary>The whole transaction again, everything read anew, while the database says "busy". The last failure is thrown.</summary>
    /// <param name="maxRetries">Null for the setting's.</param>
    /// <param name="patience">Of the caller, for all tries together; it is in <see cref="LockWait"/> in each.</param>
    public Task<T> RunWithRetryAsync<T>(
        Pool pool, Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken ct, int? maxRetries = null, Patience? patience = null)
    {
        var tries = 0;
        return busyRetry.With(maxRetries, patience).Pipeline.ExecuteAsync(
            async token =>
            {
                if (tries++ > 0)
                {
                    metrics.Retried(pool);
                }

                return await RunAsync(pool, IsolationLevel.ReadCommitted, work, token, patience);
            },
            ct).AsTask();
    }

    /// <inheritdoc cref="RunWithRetryAsync{T}(Pool, Func{IServiceProvider, CancellationToken, Task{T}}, CancellationToken, int?)"/>
    public Task<T> RunWithRetryAsync<TVerb, T>(Pool pool, Func<TVerb, CancellationToken, Task<T>> work, CancellationToken ct)
        where TVerb : notnull =>
        RunWithRetryAsync(pool, (services, token) => work(services.GetRequiredService<TVerb>(), token), ct);

    /// <inheritdoc cref="RunWithRetryAsync{T}(Pool, Func{IServiceProvider, CancellationToken, Task{T}}, CancellationToken, int?)"/>
    public Task<T> RunWithRetryAsync<TVerb, TOther, T>(Pool pool, Func<TVerb, TOther, CancellationToken, Task<T>> work, CancellationToken ct)
        where TVerb : notnull
        where TOther : notnull =>
        RunWithRetryAsync(pool, (services, token) => work(services.GetRequiredService<TVerb>(), services.GetRequiredService<TOther>(), token), ct);

    private async Task<T> RunAsync<T>(
        Pool pool, IsolationLevel isolation, Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken ct, Patience? patience = null)
    {
        using var place = pool is Pool.Turns or Pool.Sending ? await background.EnterAsync(ct) : null;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ScopePool>().Pool = pool;
        var db = scope.ServiceProvider.GetRequiredService<OrderingDb>();
        if (patience is not null)
        {
            scope.ServiceProvider.GetRequiredService<LockWait>().Patience = patience;
        }

        // A wait for a lock is bounded by what is left when it begins; several in one call, by this.
        using var over = patience?.Over(Patience.Work);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, over?.Token ?? CancellationToken.None);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(isolation, bound.Token);
            var result = await work(scope.ServiceProvider, bound.Token);
            if (!scope.ServiceProvider.GetRequiredService<Ending>().IsSent)
            {
                await transaction.CommitAsync(ct);
            }

            scope.ServiceProvider.GetRequiredService<AfterCommit>().Run();
            return result;
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new PatienceEndedException();
        }
    }
}

/// <summary>Retries of a busy database: 100, 200, 400 ms with jitter of up to a quarter either way.</summary>
public sealed class BusyRetry
{
    private readonly int _maxRetries;
    private readonly TimeProvider _time;
    private readonly Random _random;

    /// <param name="patience">Once it is over there is no further try, and no pause goes beyond it.</param>
    public BusyRetry(int maxRetries, TimeProvider time, Random random, Patience? patience = null)
    {
        _maxRetries = maxRetries;
        _time = time;
        _random = random;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (maxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = maxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && IsBusy(error) && patience?.Left != TimeSpan.Zero),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Shorter(Delay(arguments.AttemptNumber, _random), patience?.Left)),
            });
        }

        Pipeline = builder.Build();
    }

    public ResiliencePipeline Pipeline { get; }

    /// <summary>The same with a caller's own number of retries and patience; null for this one's.</summary>
    public BusyRetry With(int? maxRetries, Patience? patience) =>
        maxRetries is null && patience is null ? this : new BusyRetry(maxRetries ?? _maxRetries, _time, _random, patience);

    /// <summary>Lock time-out (55P03), deadlock (40P01), serialization failure (40001): nothing was written, the same may go again.</summary>
    public static bool IsBusy(Exception error) =>
        error is PostgresException { SqlState: "55P03" or "40P01" or "40001" }
        || (error is DbUpdateException or InvalidOperationException && error.InnerException is { } inner && IsBusy(inner));

    /// <summary>Nobody gave a connection back in time: nothing was begun. Not tried again at once, for the wait was long.</summary>
    public static bool IsExhausted(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error is PatienceEndedException || (error is NpgsqlException { InnerException: TimeoutException } && error.Message.Contains("pool has been exhausted", StringComparison.Ordinal))
            || (error.InnerException is { } inner && IsExhausted(inner));
    }

    private static TimeSpan Shorter(TimeSpan delay, TimeSpan? left) => left < delay ? left.Value : delay;

    /// <summary>How long to wait before a retry: 100 ms doubled each time up to 3.2 s, a quarter more or less.</summary>
    /// <param name="attempt">Retries before it.</param>
    public static TimeSpan Delay(int attempt, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(attempt, 5)) * (0.75 + (random.NextDouble() / 2)));
    }
}
