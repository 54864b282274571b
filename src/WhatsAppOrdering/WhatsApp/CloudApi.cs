using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>The requests of <see cref="ICloudApi"/> over a typed <see cref="HttpClient"/>.</summary>
public sealed class CloudApi(HttpClient http) : ICloudApi
{
    /// <inheritdoc/>
    public Task<HttpResponseMessage> SendMessageAsync(string version, string phoneNumberId, SendMessageRequest body, CancellationToken ct) =>
        http.PostAsync(
            Path(version, phoneNumberId, "messages"),
            Json(JsonSerializer.SerializeToUtf8Bytes(body, CloudApiJson.Default.SendMessageRequest)),
            ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> ListTemplatesAsync(string version, string businessAccountId, int limit, string? after, CancellationToken ct) =>
        http.GetAsync(
            Path(version, businessAccountId, $"message_templates?limit={limit}{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}"),
            ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> CreateTemplateAsync(string version, string businessAccountId, JsonElement template, CancellationToken ct) =>
        http.PostAsync(Path(version, businessAccountId, "message_templates"), Json(Encoding.UTF8.GetBytes(template.GetRawText())), ct);

    private static Uri Path(string version, string id, string rest) =>
        new($"{Uri.EscapeDataString(version)}/{Uri.EscapeDataString(id)}/{rest}", UriKind.Relative);

    // Bytes, not a stream of unknown length: a repeated try sends the same, with a Content-Length.
    private static ByteArrayContent Json(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
