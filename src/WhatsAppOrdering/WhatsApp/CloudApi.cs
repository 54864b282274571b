using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>The requests of <see cref="ICloudApi"/> over a typed <see cref="HttpClient"/>.</summary>
public sealed class CloudApi(HttpClient http) : ICloudApi
{
    private const string TemplateFields = "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason,message_send_ttl_seconds";

    /// <inheritdoc/>
    public Task<HttpResponseMessage> SendMessageAsync(string version, string phoneNumberId, SendMessageRequest body, CancellationToken ct) =>
        http.PostAsync(
            Path(version, phoneNumberId, "messages"),
            Json(JsonSerializer.SerializeToUtf8Bytes(body, CloudApiJson.Default.SendMessageRequest)),
            ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> MarkReadAsync(string version, string phoneNumberId, MarkReadRequest body, CancellationToken ct) =>
        http.PostAsync(
            Path(version, phoneNumberId, "messages"),
            Json(JsonSerializer.SerializeToUtf8Bytes(body, CloudApiJson.Default.MarkReadRequest)),
            ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> UploadMediaAsync(
        string version, string phoneNumberId, ReadOnlyMemory<byte> file, string mimeType, string fileName, CancellationToken ct)
    {
        var part = new ReadOnlyMemoryContent(file) { Headers = { ContentType = new MediaTypeHeaderValue(mimeType) } };
        var form = new MultipartFormDataContent { { new StringContent("whatsapp"), "messaging_product" }, { part, "file", fileName } };
        return http.PostAsync(Path(version, phoneNumberId, "media"), form, ct);
    }

    /// <inheritdoc/>
    public Task<HttpResponseMessage> DownloadMediaAsync(Uri address, CancellationToken ct) =>
        // A film is passed on as it comes, not gathered first.
        http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> ListTemplatesAsync(string version, string businessAccountId, int limit, string? after, CancellationToken ct) =>
        http.GetAsync(
            Path(version, businessAccountId, $"message_templates?fields={TemplateFields}&limit={limit}{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}"),
            ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> CreateTemplateAsync(string version, string businessAccountId, JsonElement template, CancellationToken ct) =>
        http.PostAsync(Path(version, businessAccountId, "message_templates"), Json(Encoding.UTF8.GetBytes(template.GetRawText())), ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> EditTemplateAsync(string version, string templateId, JsonElement changes, CancellationToken ct) =>
        http.PostAsync(Path(version, templateId), Json(Encoding.UTF8.GetBytes(changes.GetRawText())), ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> ReadAsync(string version, string id, string fields, CancellationToken ct) =>
        http.GetAsync(Path(version, id, query: $"?fields={Uri.EscapeDataString(fields)}"), ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> ListSubscribedAppsAsync(string version, string businessAccountId, CancellationToken ct) =>
        http.GetAsync(Path(version, businessAccountId, "subscribed_apps"), ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> ListPhoneNumbersAsync(string version, string businessAccountId, string fields, CancellationToken ct) =>
        http.GetAsync(Path(version, businessAccountId, "phone_numbers", $"?fields={Uri.EscapeDataString(fields)}"), ct);

    /// <inheritdoc/>
    public Task<HttpResponseMessage> DebugTokenAsync(string version, string token, CancellationToken ct) =>
        http.GetAsync(Path(version, "debug_token", query: $"?input_token={Uri.EscapeDataString(token)}"), ct);

    private static Uri Path(string version, string id, string? edge = null, string query = "") =>
        new($"{Uri.EscapeDataString(version)}/{Uri.EscapeDataString(id)}{(edge is null ? "" : "/" + edge)}{query}", UriKind.Relative);

    // Bytes, not a stream of unknown length: a repeated try sends the same, with a Content-Length.
    private static ByteArrayContent Json(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
