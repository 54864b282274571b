using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary>
/// The root of every write over HTTP: claims the Idempotency-Key, does the work, stores the answer and commits, all in one
/// transaction. The same key and body get the first answer again; with another body or operation it is a conflict.
/// </summary>
public sealed class ApiWrites(Transactions transactions, WritePlaces places)
{
    /// <summary>An answer without a body leaves the key claimed and open.</summary>
    private static readonly ApiAnswer Claimed = new(StatusCodes.Status102Processing, "");

    private static readonly ApiAnswer Busy = ApiAnswer.Refused(ApiCodes.LockTimeout, "Nothing was decided. Send the same request with the same key again.");

    /// <param name="operation">The name of what is done; part of what a key stands for.</param>
    /// <param name="ofOperator">True for what belongs to no wholesaler.</param>
    /// <param name="again">Makes the first answer again from its facts, where the work ends its transaction itself and keeps those.</param>
    /// <param name="line">The credit line that the work locks, or the retailer who has it, where the request names one.</param>
    public async Task<IActionResult> RunAsync(
        ControllerBase controller, string operation, object? body, Func<ApiWork, Task<ApiAnswer>> work, bool ofOperator = false,
        Func<string, ApiAnswer>? again = null, Guid? line = null)
    {
        ArgumentNullException.ThrowIfNull(controller);
        var context = controller.HttpContext;
        if (ApiRequest.Read(context, isWrite: true, ofOperator, out var problem) is not { } request)
        {
            return ApiResult.Of(ApiAnswer.Invalid(problem));
        }

        return await TryAsync(request, operation, ApiRequest.HashOf(context, operation, body), work, context.RequestAborted, again, line);
    }

    /// <summary>Claims a key for work in several transactions, which <see cref="TryAsync"/> ends under the same key.</summary>
    /// <returns>What is to be answered at once: the first answer, or a conflict; null when the work is to be done.</returns>
    public async Task<ApiResult?> ClaimAsync(ApiRequest request, string operation, byte[] bodyHash, CancellationToken ct)
    {
        var result = await TryAsync(request, operation, bodyHash, _ => Task.FromResult(Claimed), ct);
        return result.Status == Claimed.Status ? null : result;
    }

    /// <summary>For a caller that has read the request already, such as a batch's items.</summary>
    public async Task<ApiResult> TryAsync(
        ApiRequest request, string operation, byte[] bodyHash, Func<ApiWork, Task<ApiAnswer>> work, CancellationToken ct, Func<string, ApiAnswer>? again = null,
        Guid? line = null)
    {
        using var place = await places.TakeAsync(request.Wholesaler, line, request.Patience, ct);
        if (place is null)
        {
            return ApiResult.Of(Busy);
        }

        try
        {
            return await transactions.RunWithRetryAsync(
                Pool.Writes, (services, token) => OnceAsync(services, request, operation, bodyHash, work, again, token), ct, request.MaxRetries, request.Patience);
        }
        catch (RolledBack refused)
        {
            return ApiResult.Of(refused.Answer);
        }
        catch (Exception busy) when (BusyRetry.IsBusy(busy) || BusyRetry.IsExhausted(busy))
        {
            return ApiResult.Of(Busy);
        }
        catch (Exception failed) when (PostgresErrorOf(failed) is { } error && CodeOf(error.SqlState) is { } code)
        {
            return ApiResult.Of(ApiAnswer.Refused(code, error.MessageText));
        }
        catch (Exception failed) when (PostgresErrorOf(failed) is { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // Two at once make the same thing: whoever looks first finds none, and the later one ends here.
            return ApiResult.Of(ApiAnswer.Refused(ApiCodes.AlreadyExists, "Another request has just made it. Nothing was done."));
        }
    }

    private static async Task<ApiResult> OnceAsync(
        IServiceProvider services, ApiRequest request, string operation, byte[] bodyHash, Func<ApiWork, Task<ApiAnswer>> work,
        Func<string, ApiAnswer>? again, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        var wait = services.GetRequiredService<LockWait>();
        if (!await ClaimAsync(db, wait, request, operation, bodyHash, ct))
        {
            var stored = await db.ApiAnswers.AsNoTracking().SingleAsync(found => found.WholesalerId == request.Wholesaler && found.Key == request.Key, ct);
            if (stored.Operation != operation || !stored.BodyHash.AsSpan().SequenceEqual(bodyHash))
            {
                return ApiResult.Of(ApiAnswer.Refused(ApiCodes.IdempotencyConflict, "This Idempotency-Key was used for another request. Nothing was done."));
            }

            if (stored is { Status: { } status, Body: { } text })
            {
                return new ApiResult(status, text, Replayed: true);
            }

            if (again is not null && stored.Facts is { } facts)
            {
                return ApiResult.Of(again(facts)) with { Replayed = true };
            }
        }

        var answer = await work(new ApiWork(services, request, ct));
        if (!answer.ConsumesKey)
        {
            throw new RolledBack(answer);
        }

        var result = ApiResult.Of(answer);
        if (answer == Claimed || services.GetRequiredService<Ending>().IsSent)
        {
            return result;
        }

        await db.Database.ExecuteSqlAsync(
            $"update api_answer set status = {result.Status}, body = {result.Body} where wholesaler_id = {request.Wholesaler.Value} and key = {request.Key}", ct);
        return result;
    }

    /// <summary>In the caller's name, with bounded waits, in one round trip.</summary>
    /// <returns>False when the key was claimed before.</returns>
    private static async Task<bool> ClaimAsync(OrderingDb db, LockWait wait, ApiRequest request, string operation, byte[] bodyHash, CancellationToken ct)
    {
        await using var batch = db.NewBatch();
        batch.Add("select set_config('app.wholesaler', $1, true), set_config('lock_timeout', $2, true)", request.Wholesaler.Value.ToString(), wait.AsSetting);
        var claim = batch.Add(
            "insert into api_answer (wholesaler_id, key, operation, body_hash) values ($1, $2, $3, $4) on conflict do nothing",
            request.Wholesaler.Value, request.Key, operation, bodyHash);
        await batch.ExecuteNonQueryAsync(ct);
        return claim.RecordsAffected == 1;
    }

    /// <summary>What the functions refuse in words of their own.</summary>
    private static string? CodeOf(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.NumericValueOutOfRange => ApiCodes.InvalidAmount,
        PostgresErrorCodes.DatetimeFieldOverflow or PostgresErrorCodes.InvalidParameterValue => ApiCodes.InvalidRequest,
        PostgresErrorCodes.NoDataFound => ApiCodes.NotFound,
        OwnErrors.OtherState => ApiCodes.InvalidTransition,
        OwnErrors.NotOnHold => ApiCodes.NotOnHold,
        _ => null,
    };

    private static PostgresException? PostgresErrorOf(Exception error) => error as PostgresException ?? error.InnerException as PostgresException;

    private sealed class RolledBack(ApiAnswer answer) : Exception
    {
        public ApiAnswer Answer => answer;
    }
}
