using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace WhatsAppOrdering.Api;

/// <summary>An answer as it goes out: the stored text byte for byte, so that a replay is the first answer itself.</summary>
public sealed record ApiResult(int Status, string Body, bool Replayed = false) : IActionResult
{
    /// <summary>False when nothing was decided, so that the same key may be sent again.</summary>
    public bool ConsumesKey { get; init; } = true;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.HttpContext.Response;
        response.StatusCode = Status;
        response.ContentType = Status >= 400 ? Problems.ContentType : "application/json; charset=utf-8";
        if (Replayed)
        {
            response.Headers["Idempotency-Replayed"] = "true";
        }

        if (Status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = Problems.Soon;
        }

        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(Body), context.HttpContext.RequestAborted);
    }

    public static ApiResult Of(ApiAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new ApiResult(answer.Status, JsonSerializer.Serialize(answer.Body, answer.Body.GetType(), ApiJson.Options)) { ConsumesKey = answer.ConsumesKey };
    }
}
