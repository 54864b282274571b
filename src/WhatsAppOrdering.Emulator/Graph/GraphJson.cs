using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatsAppOrdering.Emulator.Graph;

/// <summary>How Meta writes JSON over HTTP: snake case, absent instead of null.</summary>
public static class GraphJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static IResult Answer<T>(T body, int status = 200) => TypedResults.Json(body, Options, statusCode: status);

    /// <summary>The body as <typeparamref name="T"/>, or null when it is no such JSON.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(request.Body, Options, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
