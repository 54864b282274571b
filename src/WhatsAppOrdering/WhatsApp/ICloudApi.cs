using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// Meta's WhatsApp Cloud API, call by call. Each method is one request whose path, query and body are its parameters,
/// so that a <c>[Post("/{version}/{phoneNumberId}/messages")]</c> of Refit would be the whole implementation; Refit is
/// not among our packages, and <see cref="CloudApi"/> writes the requests out. Errors of HTTP are answers, not
/// exceptions; the caller disposes the answer. There is no deadline but the caller's token.
/// </summary>
public interface ICloudApi
{
    /// <summary><c>POST /{version}/{phoneNumberId}/messages</c>. There is no idempotency key: never repeat it blindly.</summary>
    Task<HttpResponseMessage> SendMessageAsync(string version, string phoneNumberId, SendMessageRequest body, CancellationToken ct);

    /// <summary><c>POST /{version}/{phoneNumberId}/messages</c> with a read mark, and the typing indicator in the same call.</summary>
    Task<HttpResponseMessage> MarkReadAsync(string version, string phoneNumberId, MarkReadRequest body, CancellationToken ct);

    /// <summary><c>POST /{version}/{phoneNumberId}/media</c>: uploads; the id in the answer lives 30 days.</summary>
    Task<HttpResponseMessage> UploadMediaAsync(string version, string phoneNumberId, ReadOnlyMemory<byte> file, string mimeType, string fileName, CancellationToken ct);

    /// <summary>Reads a medium from the address that <c>GET /{version}/{mediaId}</c> gave; it needs the bearer token too.</summary>
    Task<HttpResponseMessage> DownloadMediaAsync(Uri address, CancellationToken ct);

    /// <summary><c>GET /{version}/{businessAccountId}/message_templates?limit=&amp;after=</c>; <paramref name="after"/> is the cursor of the page before.</summary>
    Task<HttpResponseMessage> ListTemplatesAsync(string version, string businessAccountId, int limit, string? after, CancellationToken ct);

    /// <summary><c>POST /{version}/{businessAccountId}/message_templates</c> with a template in Meta's own JSON.</summary>
    Task<HttpResponseMessage> CreateTemplateAsync(string version, string businessAccountId, JsonElement template, CancellationToken ct);

    /// <summary><c>POST /{version}/{templateId}</c> with what is to change of a template. Meta allows one edit of an approved one a day.</summary>
    Task<HttpResponseMessage> EditTemplateAsync(string version, string templateId, JsonElement changes, CancellationToken ct);

    /// <summary><c>GET /{version}/{id}?fields=</c>: a number, a business account, an app.</summary>
    Task<HttpResponseMessage> ReadAsync(string version, string id, string fields, CancellationToken ct);

    /// <summary><c>GET /{version}/{businessAccountId}/subscribed_apps</c>: who is sent the account's webhooks.</summary>
    Task<HttpResponseMessage> ListSubscribedAppsAsync(string version, string businessAccountId, CancellationToken ct);

    /// <summary><c>GET /{version}/{businessAccountId}/phone_numbers?fields=</c>.</summary>
    Task<HttpResponseMessage> ListPhoneNumbersAsync(string version, string businessAccountId, string fields, CancellationToken ct);

    /// <summary><c>GET /{version}/debug_token?input_token=</c>: whose a token is, until when, and what it may do.</summary>
    Task<HttpResponseMessage> DebugTokenAsync(string version, string token, CancellationToken ct);
}
