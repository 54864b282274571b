using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Api;

/// <summary>What is common to all calls: who calls for whom, under which key, and how patiently.</summary>
public sealed class ApiRequest
{
    public const string KeyHeader = "Idempotency-Key";
    public const string WholesalerHeader = "X-Wholesaler";

    private const int MostRetries = 5;
    private const int MostMilliseconds = 10_000;

    private ApiRequest(ApiCaller caller) => Caller = caller;

    public ApiCaller Caller { get; }

    /// <summary>The wholesaler acted for; the nil id for what belongs to none.</summary>
    public WholesalerId Wholesaler { get; private set; }

    /// <summary>The Idempotency-Key; empty for reads.</summary>
    public string Key { get; private set; } = "";

    public int? MaxRetries { get; private set; }

    /// <summary>How long the whole call may wait, from its first byte on; null for the service's own bounds.</summary>
    public Patience? Patience { get; private set; }

    /// <summary>The same call for one item of a batch, under a key of its own.</summary>
    public ApiRequest ForItem(int place) =>
        new(Caller) { Wholesaler = Wholesaler, Key = $"{Key}/{place}", MaxRetries = MaxRetries, Patience = Patience };

    /// <returns>Null with the problem's detail when a header or a query parameter is not as it must be.</returns>
    public static ApiRequest? Read(HttpContext context, bool isWrite, bool ofOperator, out string problem)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = new ApiRequest(context.Features.Get<ApiCaller>() ?? throw new InvalidOperationException("The route has no scope."));
        problem = request.ReadWholesaler(context, ofOperator) ?? (isWrite ? request.ReadKey(context) ?? request.ReadPatience(context) : null) ?? "";
        return problem.Length == 0 ? request : null;
    }

    /// <summary>SHA-256 over the operation, the route's values and the body as it was understood.</summary>
    public static byte[] HashOf(HttpContext context, string operation, object? body)
    {
        ArgumentNullException.ThrowIfNull(context);
        var route = context.Request.RouteValues
            .Where(value => value.Key is not ("action" or "controller"))
            .OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}");
        return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new object?[] { operation, route, body }, ApiJson.Canonical));
    }

    private string? ReadWholesaler(HttpContext context, bool ofOperator)
    {
        if (Caller.Wholesaler is { } own)
        {
            Wholesaler = own;
            return null;
        }

        if (ofOperator)
        {
            return null;
        }

        if (!Guid.TryParse(context.Request.Headers[WholesalerHeader], out var named) || named == Guid.Empty)
        {
            return $"An operator's key names the wholesaler it acts for in the header {WholesalerHeader}.";
        }

        Wholesaler = new WholesalerId(named);
        return null;
    }

    private string? ReadKey(HttpContext context)
    {
        Key = context.Request.Headers[KeyHeader].ToString();
        return Key.Length is > 0 and <= 150 && Key.All(letter => letter is > ' ' and <= '~')
            ? null
            : $"Every write carries an {KeyHeader} of 1 to 150 visible ASCII characters.";
    }

    private string? ReadPatience(HttpContext context)
    {
        (MaxRetries, var wrongRetries) = Number(context, "maxRetries", MostRetries);
        var (milliseconds, wrongTimeout) = Number(context, "timeoutMs", MostMilliseconds);
        Patience = milliseconds is { } given ? new Patience(TimeSpan.FromMilliseconds(given), context.RequestServices.GetRequiredService<TimeProvider>()) : null;
        return wrongRetries ?? wrongTimeout;
    }

    private static (int? Value, string? Problem) Number(HttpContext context, string name, int most)
    {
        var text = context.Request.Query[name].ToString();
        if (text.Length == 0)
        {
            return (null, null);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most
            ? (value, null)
            : (null, $"{name} must be a whole number from 0 to {most}.");
    }
}
