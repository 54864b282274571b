using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary><c>Authorization: Bearer wao_…</c>. The operator's keys name the wholesaler they act for in <c>X-Wholesaler</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys, WrongKeys wrongKeys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public new const string Scheme = "ApiKey";

    private const string Bearer = "Bearer ";

    private TimeSpan? _wait;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var text = header[Bearer.Length..].Trim();
        var address = Context.Connection.RemoteIpAddress;
        _wait = wrongKeys.WaitOf(address, text);
        if (_wait is not null)
        {
            return AuthenticateResult.Fail("too many wrong keys");
        }

        var found = await keys.FindAsync(text, Context.RequestAborted);
        wrongKeys.Saw(address, text, isGood: found is not null);
        if (found is not { } key)
        {
            return AuthenticateResult.Fail("unknown or revoked key");
        }

        var identity = new ClaimsIdentity([.. key.Scopes.Select(scope => new Claim("scope", scope))], Scheme);
        Context.Features.Set(new ApiCaller(key.Id, key.WholesalerId));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => _wait is { } wait
        ? Problems.WriteAsync(Context, ApiCodes.RateLimited, "Too many keys that are none came from this address.", wait: wait)
        : Problems.WriteAsync(Context, ApiCodes.Unauthenticated, "Send a living key as 'Authorization: Bearer wao_…'.");

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.WriteAsync(Context, ApiCodes.Forbidden, "This key may not do this: it lacks the scope that the route names.");
}

/// <summary>Whose key it is; without a wholesaler, the operator's.</summary>
public sealed record ApiCaller(Guid Key, WholesalerId? Wholesaler)
{
    /// <summary>The actor of ledger entries and transitions.</summary>
    public string Actor => $"key:{Key:N}";
}
