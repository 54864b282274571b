using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace WhatsAppOrdering.Hosting;

/// <summary>
/// No endpoint without a decision on who may see it: whatever is marked neither open nor with a policy is closed, and
/// answers as if it were not there. A policy's own scheme says no: the pages' leads to the sign-in or answers 403, the HTTP
/// interface's says what is wrong with the key.
/// </summary>
internal sealed class ClosedByDefault : IAuthorizationMiddlewareResultHandler
{
    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded || IsRefusalOfTheRouter(context))
        {
            return next(context);
        }

        if (policy.AuthenticationSchemes is [var scheme])
        {
            return authorizeResult.Challenged ? context.ChallengeAsync(scheme) : context.ForbidAsync(scheme);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary>The interface says 405 and 415 itself; elsewhere a wrong method is no way to learn what is there.</summary>
    private static bool IsRefusalOfTheRouter(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && context.GetEndpoint()?.DisplayName is "405 HTTP Method Not Supported" or "415 HTTP Unsupported Media Type";
}
