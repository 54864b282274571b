using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace WhatsAppOrdering.Api;

/// <summary>The codes of the HTTP interface beside those of credit decisions.</summary>
public static class ApiCodes
{
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string Forbidden = "FORBIDDEN";
    public const string NotFound = "NOT_FOUND";
    public const string RateLimited = "RATE_LIMITED";
    public const string InvalidTransition = "INVALID_TRANSITION";
    public const string IdempotencyConflict = "IDEMPOTENCY_CONFLICT";
    public const string AlreadyExists = "ALREADY_EXISTS";
    public const string NotOnHold = "NOT_ON_HOLD";
    public const string InvalidAmount = "INVALID_AMOUNT";
    public const string LockTimeout = "LOCK_TIMEOUT";
    public const string MetaUnavailable = "META_UNAVAILABLE";
    public const string SystemError = "SYSTEM_ERROR";
}

/// <summary>Errors as RFC 9457 problem details with a stable <c>code</c>.</summary>
public static class Problems
{
    public const string ContentType = "application/problem+json";

    /// <summary>Seconds after which a busy line is worth another try.</summary>
    public const string Soon = "1";

    private static readonly FrozenDictionary<string, (int Status, string Title)> Table = new Dictionary<string, (int, string)>
    {
        [ApiCodes.InvalidRequest] = (400, "The request cannot be understood."),
        [ApiCodes.Unauthenticated] = (401, "No living key was given."),
        [ApiCodes.Forbidden] = (403, "The key may not do this."),
        [ApiCodes.NotFound] = (404, "There is no such thing here."),
        [ApiCodes.IdempotencyConflict] = (409, "The key was used for something else."),
        [ApiCodes.AlreadyExists] = (409, "There is one already."),
        [ApiCodes.InvalidTransition] = (409, "The order is in another state."),
        [ApiCodes.NotOnHold] = (409, "The credit line is not on hold."),
        ["INSUFFICIENT_CREDIT"] = (422, "The credit does not cover it."),
        ["CREDIT_BLOCKED"] = (422, "The credit line is on hold."),
        ["CREDIT_CLOSED"] = (422, "The credit line is closed."),
        ["OVERDUE"] = (422, "Something is overdue."),
        ["ORDER_TOO_LARGE"] = (422, "The order is over the maximum per order."),
        ["UNKNOWN_LINE"] = (422, "There is no such credit line."),
        ["RETAILER_SUSPENDED"] = (422, "The retailer is suspended."),
        [ApiCodes.InvalidAmount] = (422, "The amount is not valid."),
        ["CURRENCY_MISMATCH"] = (422, "The currency is another."),
        [ApiCodes.RateLimited] = (429, "Too many requests."),
        [ApiCodes.SystemError] = (500, "Something failed here."),
        [ApiCodes.MetaUnavailable] = (502, "Meta did not do what was asked."),
        [ApiCodes.LockTimeout] = (503, "The credit line or the service is busy."),
    }.ToFrozenDictionary();

    /// <summary>Every code with its status.</summary>
    public static IEnumerable<(string Code, int Status)> All => Table.Select(row => (row.Key, row.Value.Status));

    public static int StatusOf(string code) => Table[code].Status;

    public static string TitleOf(string code) => Table[code].Title;

    /// <param name="facts">Figures that help, as further members.</param>
    /// <param name="status">Another status than the code's own, as of a wrong method.</param>
    public static ProblemDetails Make(string code, string detail, object? facts = null, int? status = null)
    {
        var (usual, title) = Table[code];
        var problem = new ProblemDetails
        {
            Type = $"urn:whatsapp-ordering:problem:{code}",
            Title = title,
            Status = status ?? usual,
            Detail = detail,
            Extensions = { ["code"] = code },
        };
        if (facts is not null)
        {
            foreach (var fact in JsonSerializer.SerializeToElement(facts, ApiJson.Options).EnumerateObject())
            {
                problem.Extensions[fact.Name] = fact.Value;
            }
        }

        return problem;
    }

    /// <param name="wait">After which it may be asked again; null for the code's own.</param>
    public static Task WriteAsync(HttpContext context, string code, string detail, int? status = null, TimeSpan? wait = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var problem = Make(code, detail, status: status);
        context.Response.StatusCode = problem.Status!.Value;
        if (wait is { } given)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(given.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }
        else if (code == ApiCodes.LockTimeout)
        {
            context.Response.Headers.RetryAfter = Soon;
        }

        return context.Response.WriteAsJsonAsync(problem, ApiJson.Options, ContentType, context.RequestAborted);
    }
}
