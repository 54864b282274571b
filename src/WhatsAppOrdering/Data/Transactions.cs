using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Polly;
using Polly.Retry;

namespace WhatsAppOrdering.Data;

/// <summary>
/// What a root is made of: a scope per try, a READ COMMITTED transaction in it, and the commit. Everything below joins.
/// </summary>
public sealed class Transactions(IServiceScopeFactory scopes, BusyRetry busyRetry)
{
    /// <summary>One try.</summary>
    public async Task<T> RunAsync<T>(Pool pool, Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ScopePool>().Pool = pool;
        var db = scope.ServiceProvider.GetRequiredService<OrderingDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var result = await work(scope.ServiceProvider, ct);
        await transaction.CommitAsync(ct);
        scope.ServiceProvider.GetRequiredService<AfterCommit>().Run();
        return result;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
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
    public Task<T> RunWithRetryAsync<T>(Pool pool, Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken ct) =>
        busyRetry.Pipeline.ExecuteAsync(async token => await RunAsync(pool, work, token), ct).AsTask();
}

/// <summary>Retries of a busy database: 100, 200, 400 ms with jitter of up to a quarter either way.</summary>
public sealed class BusyRetry
{
    private readonly Random _random;

    public BusyRetry(int maxRetries, TimeProvider time, Random random)
    {
        _random = random;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (maxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = maxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && IsBusy(error)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(arguments.AttemptNumber)),
            });
        }

        Pipeline = builder.Build();
    }

    public ResiliencePipeline Pipeline { get; }

    /// <summary>Lock time-out (55P03), deadlock (40P01), serialization failure (40001): nothing was written, the same may go again.</summary>
    public static bool IsBusy(Exception error) =>
        error is PostgresException { SqlState: "55P03" or "40P01" or "40001" }
        || (error is DbUpdateException or InvalidOperationException && error.InnerException is { } inner && IsBusy(inner));

    private TimeSpan Delay(int attempt) =>
        TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt) * (0.75 + (_random.NextDouble() / 2)));
}
