using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

public static class ApiSetup
{
    public const string Root = "/api/v1";

    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<ApiOptions>().Bind(configuration.GetSection(ApiOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<WritePlaces>();
        services.AddSingleton<ApiWrites>();
        services.AddSingleton<ApiReads>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var scope in ApiScopes.All)
        {
            authorization.AddPolicy(ApiScopeAttribute.Prefix + scope, policy => policy.RequireClaim("scope", scope));
        }

        services.AddRateLimiter(limiter => limiter.OnRejected = (rejected, _) =>
            new ValueTask(Problems.WriteAsync(
                rejected.HttpContext, ApiCodes.RateLimited, "This key has used up its calls of this minute.", wait: RateLimits.WaitOf(rejected.Lease))));
        services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>().Configure<IOptions<ApiOptions>>((limiter, options) =>
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, Guid>(context => context.Features.Get<ApiCaller>() is { } caller
                ? RateLimitPartition.GetFixedWindowLimiter(
                    caller.Key, _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.CallsPerMinute, Window = TimeSpan.FromMinutes(1) })
                : RateLimitPartition.GetNoLimiter(Guid.Empty)));
        services.Configure<JsonOptions>(json => ApiJson.Apply(json.JsonSerializerOptions));
        services.PostConfigure<ApiBehaviorOptions>(behavior =>
        {
            behavior.SuppressMapClientErrors = true;
            behavior.InvalidModelStateResponseFactory = context => ApiResult.Of(ApiAnswer.Invalid(string.Join(' ', context.ModelState
                .SelectMany(entry => entry.Value!.Errors.Select(error => $"{entry.Key}: {error.ErrorMessage}")))));
        });
        return services;
    }

    /// <summary>Whatever fails under /api answers as a problem with a code.</summary>
    public static void UseApiProblems(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal), api =>
        {
            api.UseExceptionHandler(failing => failing.Run(context => AnswerAsync(context, context.Features.Get<IExceptionHandlerFeature>()?.Error)));
            api.UseStatusCodePages(page => page.HttpContext.Response.StatusCode == StatusCodes.Status404NotFound
                ? Problems.WriteAsync(page.HttpContext, ApiCodes.NotFound, "There is no such route.")
                : Problems.WriteAsync(page.HttpContext, ApiCodes.InvalidRequest, "The method, the media type or the size is not one that this route takes.", page.HttpContext.Response.StatusCode));
        });
    }

    /// <summary>Answers a call that failed with a problem.</summary>
    internal static Task AnswerAsync(HttpContext context, Exception? error) =>
        error is BadHttpRequestException bad ? Problems.WriteAsync(context, ApiCodes.InvalidRequest, bad.Message, bad.StatusCode)
        : error is not null && BusyRetry.IsExhausted(error) ? Problems.WriteAsync(context, ApiCodes.LockTimeout, "Too much is asked at once. Ask again.")
        : Problems.WriteAsync(context, ApiCodes.SystemError, "Ask again with the same Idempotency-Key: it tells whether this was done.");
}
