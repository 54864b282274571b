using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Someone who calls the HTTP interface with a key of his own.</summary>
public sealed class Integrator(ServiceUnderTest service, string key, WholesalerId? actsFor = null)
{
    public string Key => key;

    /// <summary>With every scope of a wholesaler's key, unless some are named.</summary>
    public static async Task<Integrator> OfAsync(ServiceUnderTest service, WholesalerId wholesaler, params string[] scopes) =>
        new(service, await service.Services.GetRequiredService<ApiKeys>().CreateAsync(
            wholesaler, "test", scopes is [] ? [.. ApiScopes.All.Where(scope => scope != ApiScopes.Operator)] : scopes, CancellationToken.None));

    /// <summary>The operator, acting for a wholesaler or for none.</summary>
    public static async Task<Integrator> OperatorAsync(ServiceUnderTest service, WholesalerId? actsFor = null) =>
        new(service, await service.Services.GetRequiredService<ApiKeys>().CreateAsync(null, "operator", ApiScopes.All.ToList(), CancellationToken.None), actsFor);

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, body: (string?)null, null);

    /// <param name="idempotencyKey">A new one when none is given.</param>
    public Task<Reply> PostAsync(string path, object body, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, Text(body), idempotencyKey ?? Guid.NewGuid().ToString());

    public Task<Reply> PutAsync(string path, object body, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Put, path, Text(body), idempotencyKey ?? Guid.NewGuid().ToString());

    public Task<Reply> DeleteAsync(string path, object? body = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Delete, path, body is null ? null : Text(body), idempotencyKey ?? Guid.NewGuid().ToString());

    /// <summary>The body as it is, and no key when none is given. Whatever is answered must be described at /openapi/v1.json.</summary>
    public Task<Reply> SendAsync(HttpMethod method, string path, string? body, string? idempotencyKey, string mediaType = "application/json") =>
        SendAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), idempotencyKey, mediaType);

    /// <inheritdoc cref="SendAsync(HttpMethod, string, string?, string?, string)"/>
    public async Task<Reply> SendAsync(HttpMethod method, string path, byte[]? body, string? idempotencyKey, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/v1" + path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation(ApiRequest.KeyHeader, idempotencyKey);
        }

        if (actsFor is { } wholesaler)
        {
            request.Headers.Add(ApiRequest.WholesalerHeader, wholesaler.Value.ToString());
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType, "utf-8") } };
        }

        using var response = await service.Http.SendAsync(request);
        var reply = new Reply(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.MediaType,
            response.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Single() == "true")
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
        (await service.DescribedAsync()).Offence(method, path, reply).ShouldBeNull();
        return reply;
    }

    private static string Text(object body) => body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web);
}

/// <summary>An answer of the HTTP interface.</summary>
public sealed record Reply(int Status, string Text, string? MediaType, bool Replayed)
{
    public TimeSpan? RetryAfter { get; init; }

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Code => MediaType == Problems.ContentType ? Json.GetProperty("code").GetString() : null;

    /// <summary>The member at a path such as <c>line.available.amount</c>.</summary>
    public JsonElement this[string path] => path.Split('.').Aggregate(Json, (at, name) =>
        at.ValueKind == JsonValueKind.Array ? at[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : at.GetProperty(name));

    public decimal Amount(string path) => this[path + ".amount"].GetDecimal();

    public Reply ShouldBe(int status)
    {
        Status.ShouldBe(status, Text);
        return this;
    }

    public Reply ShouldBe(int status, string code)
    {
        ShouldBe(status).Code.ShouldBe(code, Text);
        return this;
    }
}
