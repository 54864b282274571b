using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Reads the answer to a call that is no send.</summary>
public static class MetaAnswer
{
    private const int Largest = 1024 * 1024;

    /// <summary>The answer's JSON, detached from it.</summary>
    /// <exception cref="MetaRefusedException">The status was not 2xx, or the answer is no JSON.</exception>
    public static async Task<JsonElement> ReadAsync(Task<HttpResponseMessage> call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var answer = await call;
        var body = Parse(await BodyAsync(answer, ct));
        return answer.IsSuccessStatusCode && body is { } json
            ? json
            : throw new MetaRefusedException((int)answer.StatusCode, body?.Member("error") is { } error ? MetaError.Read(error) : null);
    }

    /// <summary>The answer's bytes, a megabyte at most: Refit hands an answer over before its body has come.</summary>
    /// <exception cref="HttpRequestException">It was longer, or was cut.</exception>
    internal static async Task<byte[]> BodyAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await answer.Content.LoadIntoBufferAsync(Largest, ct);
        return await answer.Content.ReadAsByteArrayAsync(ct);
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(LenientJson.WithoutBom(body).Span, LenientJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Meta did not do what was asked. The message is fit for the operator's eyes.</summary>
public sealed class MetaRefusedException(int status, MetaError? error) : Exception(
    error is null ? $"HTTP {status} without an error of Meta's" : $"HTTP {status}, code {error.Code}{(error.Subcode is { } sub ? $"/{sub}" : "")}: {error.Details}")
{
    public MetaError? Error { get; } = error;

    /// <summary>The answer's HTTP status.</summary>
    public int Status { get; } = status;
}
