using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Webhooks;

/// <summary>Meta's webhook: verify over the raw bytes, store, answer. The work begins after the answer.</summary>
[ApiController]
[Route("webhooks/whatsapp")]
[AllowAnonymous]
public sealed partial class WebhookController(
    IOptionsMonitor<WhatsAppOptions> options, StoreWebhook store, Outage outage, ILogger<WebhookController> log) : ControllerBase
{
    /// <summary>Meta's documented bound is 3 MB.</summary>
    private const int MaxBody = 4 * 1024 * 1024;

    /// <summary>Meta's check that this address is ours: the challenge is echoed as the opaque text that it is.</summary>
    [HttpGet]
    public IActionResult Verify(
        [FromQuery(Name = "hub.mode")] string? mode,
        [FromQuery(Name = "hub.verify_token")] string? token,
        [FromQuery(Name = "hub.challenge")] string? challenge)
    {
        var expected = options.CurrentValue.VerifyToken;
        var known = !string.IsNullOrWhiteSpace(expected)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(token ?? ""));
        return mode == "subscribe" && known && challenge is not null
            ? Content(challenge, "text/plain", Encoding.UTF8)
            : StatusCode(StatusCodes.Status403Forbidden);
    }

    [HttpPost]
    [RequestSizeLimit(MaxBody)]
    // Without parameters: binding one would read the body of whatever calls itself a form, and the bytes are what is signed.
    public async Task<IActionResult> ReceiveAsync()
    {
        if (Request.ContentLength > MaxBody)
        {
            return StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        byte[] body;
        try
        {
            using var buffer = new MemoryStream();
            await Request.Body.CopyToAsync(buffer, HttpContext.RequestAborted);
            body = buffer.ToArray();
        }
        catch (BadHttpRequestException error)
        {
            // A body that was cut or dawdled comes again; only one that is too large never will.
            return StatusCode(error.StatusCode == StatusCodes.Status413PayloadTooLarge ? error.StatusCode : StatusCodes.Status503ServiceUnavailable);
        }

        if (!WebhookSignature.IsValid(body, Request.Headers["X-Hub-Signature-256"], options.CurrentValue))
        {
            LogForged(body.Length);
            return Unauthorized();
        }

        try
        {
            // Not the request's token: once Meta has spoken, a cut connection must not lose what it said.
            await store.ExecuteAsync(body, CancellationToken.None);
            return Ok();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (!outage.Tell("webhooks", error))
            {
                LogNotStored(error);
            }

            return StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook of {Bytes} bytes without a valid signature was refused.")]
    private partial void LogForged(int bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "A webhook could not be stored; Meta will send it again.")]
    private partial void LogNotStored(Exception error);
}
