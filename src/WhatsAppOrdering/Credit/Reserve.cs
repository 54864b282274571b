using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>Asks for credit under the line's lock: one round trip, joins the root's transaction.</summary>
public sealed class Reserve(OrderingDb db, LockWait wait, LineLocks locks, CreditMetrics metrics, AfterCommit afterCommit)
{
    /// <returns>The decision; an already decided key gives its first answer again.</returns>
    /// <exception cref="Npgsql.PostgresException">55P03 when the line stays busy longer than <c>Credit:LockTimeout</c>.</exception>
    public async Task<Decision> ExecuteAsync(ReserveRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        db.RequireTransaction();
        return (await MeasureAsync(request.Scope, () => AskAsync(request, ct))).Decision;
    }

    /// <summary>Any call that decides: its time, its wait for the line and its outcome are measured here.</summary>
    internal async Task<T> MeasureAsync<T>(string scope, Func<Task<T>> ask)
        where T : IDecided
    {
        var asked = Stopwatch.GetTimestamp();
        try
        {
            var answer = await ask();
            locks.Got(asked, answer.Waited);
            metrics.Took(Stopwatch.GetElapsedTime(asked), answer.Decision.Outcome);
            CountOnceItCounts(answer.Decision, scope);
            return answer;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            locks.Missed(error, asked);
            metrics.Failed(error, scope, Stopwatch.GetElapsedTime(asked));
            throw;
        }
    }

    /// <summary>What is decided counts once it is committed; what is invalid is rolled back, and counts now.</summary>
    private void CountOnceItCounts(Decision decision, string scope)
    {
        if (decision.IsAccepted || decision.IsDeclined)
        {
            afterCommit.Do(() => metrics.Decided(decision, scope));
        }
        else
        {
            metrics.Decided(decision, scope);
        }
    }

    private async Task<Answer> AskAsync(ReserveRequest request, CancellationToken ct)
    {
        var row = (await db.Database.SqlQuery<Row>($"""
            select replayed, answer, nullif(current_setting('credit.lock_waited', true), '')::bigint as waited from credit_reserve(
                {request.Wholesaler.Value}, {request.Line.Value}, {request.Scope}, {request.Key}, {request.BodyHash},
                {request.Order.Value}, {request.OrderVersion}, {request.Amount}, {request.Currency}, {request.Actor},
                {wait.Milliseconds}, {request.Approved},
                {request.Replaces?.Order.Value}::uuid, {request.Replaces?.Version}::int, {request.Reason})
            """).ToListAsync(ct))[0];
        return new Answer(Decision.Parse(row.Answer, row.Replayed), row.Waited);
    }

    private sealed record Row(bool Replayed, string Answer, long? Waited);

    private sealed record Answer(Decision Decision, long? Waited) : IDecided;
}

/// <summary>A decision, and how many microseconds its call waited for the line; null when it locked none.</summary>
internal interface IDecided
{
    Decision Decision { get; }

    long? Waited { get; }
}

/// <summary>
/// A wish for credit. Scope and key make it one decision however often it is asked; the body hash covers what is asked
/// without the order id, so that the same key with another body is a conflict.
/// </summary>
public sealed record ReserveRequest(
    WholesalerId Wholesaler,
    CreditLineId Line,
    string Scope,
    string Key,
    byte[] BodyHash,
    OrderId Order,
    int OrderVersion,
    decimal Amount,
    string Currency,
    string Actor)
{
    /// <summary>The wholesaler has approved this order and amount: what an approval can cure does not refuse it.</summary>
    public bool Approved { get; init; }

    /// <summary>Why it is approved, for the ledger.</summary>
    public string? Reason { get; init; }

    /// <summary>Locked, unconfirmed, and over if this wish is granted; its credit counts as free for it.</summary>
    public OrderCredit? Replaces { get; init; }
}
