using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Office;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Signs in whoever a header names, as an operator: for tests of pages, not of the login.</summary>
public sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Header = "X-Signed-In-As";

    private const string Name = "test";

    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TestSignIn>(Name, null);
        services.PostConfigure<AuthorizationOptions>(authorization =>
            authorization.AddPolicy(Policies.Operator, policy => policy.AddAuthenticationSchemes(Name).RequireRole(Policies.Operator)));
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(Request.Headers[Header].FirstOrDefault() is { } who
            ? AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, who), new(ClaimTypes.Role, Policies.Operator)], Name)), Name))
            : AuthenticateResult.NoResult());
}
