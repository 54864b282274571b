using System.Text.Json;
using Refit;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// Meta's WhatsApp Cloud API, call by call; Refit writes the requests. Errors of HTTP are answers, not exceptions; the
/// caller disposes the answer. There is no deadline but the caller's token.
/// </summary>
public interface ICloudApi
{
    private const string TemplateFields = "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason,message_send_ttl_seconds";

    /// <summary>There is no idempotency key: never repeat it blindly.</summary>
    [Post("/{version}/{phoneNumberId}/messages")]
    Task<HttpResponseMessage> SendMessageAsync(string version, string phoneNumberId, [Body(buffered: true)] SendMessageRequest body, CancellationToken ct);

    /// <summary>A read mark, and the typing indicator in the same call.</summary>
    [Post("/{version}/{phoneNumberId}/messages")]
    Task<HttpResponseMessage> MarkReadAsync(string version, string phoneNumberId, [Body(buffered: true)] MarkReadRequest body, CancellationToken ct);

    /// <summary>Uploads; the id in the answer lives 30 days.</summary>
    [Multipart]
    [Post("/{version}/{phoneNumberId}/media")]
    Task<HttpResponseMessage> UploadMediaAsync(
        string version, string phoneNumberId, [AliasAs("messaging_product")] string product, [AliasAs("file")] ByteArrayPart file, CancellationToken ct);

    /// <summary>A page of templates; <paramref name="after"/> is the cursor of the page before.</summary>
    [Get("/{version}/{businessAccountId}/message_templates?fields=" + TemplateFields)]
    Task<HttpResponseMessage> ListTemplatesAsync(string version, string businessAccountId, int limit, string? after, CancellationToken ct);

    /// <summary>Gives Meta a template in its own JSON.</summary>
    [Post("/{version}/{businessAccountId}/message_templates")]
    Task<HttpResponseMessage> CreateTemplateAsync(string version, string businessAccountId, [Body(buffered: true)] JsonElement template, CancellationToken ct);

    /// <summary>What is to change of a template. Meta allows one edit of an approved one a day.</summary>
    [Post("/{version}/{templateId}")]
    Task<HttpResponseMessage> EditTemplateAsync(string version, string templateId, [Body(buffered: true)] JsonElement changes, CancellationToken ct);

    /// <summary>A number, a business account, an app, the address of a medium.</summary>
    [Get("/{version}/{id}")]
    Task<HttpResponseMessage> ReadAsync(string version, string id, string fields, CancellationToken ct);

    /// <summary>Who is sent the account's webhooks.</summary>
    [Get("/{version}/{businessAccountId}/subscribed_apps")]
    Task<HttpResponseMessage> ListSubscribedAppsAsync(string version, string businessAccountId, CancellationToken ct);

    /// <summary>The account's numbers.</summary>
    [Get("/{version}/{businessAccountId}/phone_numbers")]
    Task<HttpResponseMessage> ListPhoneNumbersAsync(string version, string businessAccountId, string fields, CancellationToken ct);

    /// <summary>Whose a token is, until when, and what it may do.</summary>
    [Get("/{version}/debug_token")]
    Task<HttpResponseMessage> DebugTokenAsync(string version, [AliasAs("input_token")] string token, CancellationToken ct);
}
