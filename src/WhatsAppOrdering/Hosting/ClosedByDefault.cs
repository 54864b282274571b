using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace WhatsAppOrdering.Hosting;

/// <summary>
/// No endpoint without a decision on who may see it: whatever is not marked open is closed until logins exist,
/// and answers as if it were not there.
/// </summary>
internal sealed class ClosedByDefault : IAuthorizationMiddlewareResultHandler
{
    public static AuthorizationPolicy Policy { get; } = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
