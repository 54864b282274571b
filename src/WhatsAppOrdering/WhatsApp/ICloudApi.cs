using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// Meta's WhatsApp Cloud API, call by call. Each method is one request whose path, query and body are its parameters,
/// so that a <c>[Post("/{version}/{phoneNumberId}/messages")]</c> of Refit would be the whole implementation; Refit is
/// not among our packages, and <see cref="CloudApi"/> writes the three requests out. Errors of HTTP are answers, not
/// exceptions; the caller disposes the answer. There is no deadline but the caller's token.
/// </summary>
public interface ICloudApi
{
    /// <summary><c>POST /{version}/{phoneNumberId}/messages</c>. There is no idempotency key: never repeat it blindly.</summary>
    Task<HttpResponseMessage> SendMessageAsync(string version, string phoneNumberId, SendMessageRequest body, CancellationToken ct);

    /// <summary><c>GET /{version}/{businessAccountId}/message_templates?limit=&amp;after=</c>; <paramref name="after"/> is the cursor of the page before.</summary>
    Task<HttpResponseMessage> ListTemplatesAsync(string version, string businessAccountId, int limit, string? after, CancellationToken ct);

    /// <summary><c>POST /{version}/{businessAccountId}/message_templates</c> with a template in Meta's own JSON.</summary>
    Task<HttpResponseMessage> CreateTemplateAsync(string version, string businessAccountId, JsonElement template, CancellationToken ct);
}
