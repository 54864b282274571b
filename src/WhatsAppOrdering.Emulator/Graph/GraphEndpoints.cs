using System.Security.Cryptography;
using System.Text;
using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Faults;
using WhatsAppOrdering.Emulator.Hosting;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>Meta's HTTP for one phone number: sending, read marks and the number's own fields.</summary>
public static class GraphEndpoints
{
    private const string AppId = "300000000000001";

    public static void MapGraph(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/{version}/{id}/messages", MessagesEndpoint.HandleAsync).AddEndpointFilter(RequireTokenAsync);
        routes.MapPost("/{version}/{id}/subscribed_apps", (string id, EmulatorOptions options) =>
            id == options.BusinessAccountId ? GraphJson.Answer(new { Success = true }) : GraphError.NoSuchObject(id).ToResult())
            .AddEndpointFilter(RequireTokenAsync);
        routes.MapGet("/{version}/{id}/phone_numbers", (string id, EmulatorOptions options) =>
            id == options.BusinessAccountId ? GraphJson.Answer(new { Data = new[] { Number(options) } }) : GraphError.NoSuchObject(id).ToResult())
            .AddEndpointFilter(RequireTokenAsync);
        routes.MapGet("/{version}/{id}/subscribed_apps", (string id, EmulatorOptions options) =>
            id == options.BusinessAccountId
                ? GraphJson.Answer(new { Data = new[] { new { WhatsappBusinessApiData = new { Id = AppId, Name = "Emulated app" } } } })
                : GraphError.NoSuchObject(id).ToResult())
            .AddEndpointFilter(RequireTokenAsync);
        routes.MapGet("/{version}/debug_token", (string? input_token, EmulatorOptions options) => GraphJson.Answer(new { Data = Token(input_token == options.AccessToken) }))
            .AddEndpointFilter(RequireTokenAsync);
        routes.MapGet("/{version}/{id}", (string id, HttpRequest request, EmulatorOptions options, MediaShelf media) =>
            id == options.PhoneNumberId ? GraphJson.Answer(Number(options))
            : id == options.BusinessAccountId ? GraphJson.Answer(new { Id = id, Name = options.BusinessName, AccountReviewStatus = "APPROVED" })
            : MediaEndpoints.Node(id, request, media) ?? GraphError.NoSuchObject(id).ToResult())
            .AddEndpointFilter(RequireTokenAsync);
    }

    /// <summary>Answers 401 with code 190 unless the request carries the configured bearer token.</summary>
    public static ValueTask<object?> RequireTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        var expected = Encoding.UTF8.GetBytes("Bearer " + services.GetRequiredService<EmulatorOptions>().AccessToken);
        var given = Encoding.UTF8.GetBytes(context.HttpContext.Request.Headers.Authorization.ToString());
        return CryptographicOperations.FixedTimeEquals(expected, given)
            ? next(context)
            : ValueTask.FromResult<object?>(GraphError.BadToken.ToResult());
    }

    private static object Token(bool valid) => new
    {
        AppId,
        IsValid = valid,
        ExpiresAt = 0,
        Scopes = valid ? new[] { "whatsapp_business_messaging", "whatsapp_business_management" } : [],
    };

    private static object Number(EmulatorOptions options) => new
    {
        Id = options.PhoneNumberId,
        options.DisplayPhoneNumber,
        VerifiedName = options.BusinessName,
        QualityRating = "GREEN",
        MessagingLimitTier = "TIER_1K",
        PlatformType = "CLOUD_API",
        Throughput = new { Level = "STANDARD" },
    };
}
