using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Turns the Cloud API's answer to a send into an outcome.</summary>
internal static class SendAnswer
{
    private const int TemplatePaused = 132015;

    /// <summary>
    /// Meta's second way to say that a template is paused: a 200 with an id for a message that will not leave. The other
    /// <c>message_status</c> beside <c>accepted</c>, <c>held_for_quality_assessment</c>, is told on by status webhooks.
    /// </summary>
    private static SendOutcome.Refused Paused { get; } = new(
        TemplatePaused, "message_status paused", ErrorPolicy.For(new MetaError(TemplatePaused, null, null, false, null), null), null);

    public static SendOutcome Classify(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var root = Parse(body);
        if (response.IsSuccessStatusCode)
        {
            var message = root?.First("messages");
            return message?.Text("message_status") == "paused" ? Paused
                : message?.Text("id") is { } wamid ? new SendOutcome.Accepted(wamid)
                : new SendOutcome.Unknown($"HTTP {status} without a message id");
        }

        return root?.Member("error") is { } error && MetaError.Read(error) is { Code: { } code } known
            ? new SendOutcome.Refused(code, known.Details ?? $"HTTP {status}", ErrorPolicy.For(known, status), known.TraceId)
            : WithoutError(response, status);
    }

    /// <summary>
    /// An answer that is not Meta's error. 500, 502, 504 and 503 come from a gateway that may have passed the request on
    /// before it lost the answer, so the message may be on its way. Only a 503 with Retry-After says that
    /// nobody took it. A 404 without Meta's error means a wrong address, which is no fault of this message.
    /// </summary>
    private static SendOutcome WithoutError(HttpResponseMessage response, int status) => status switch
    {
        503 when response.Headers.RetryAfter is not null => Refused(status, ErrorPolicy.ForStatus(status)),
        >= 500 => new SendOutcome.Unknown($"HTTP {status} without an error of Meta's"),
        404 => Refused(status, ErrorPolicy.ForStatus(401)),
        _ => Refused(status, ErrorPolicy.ForStatus(status)),
    };

    /// <summary>The HTTP status stands in for the missing code.</summary>
    private static SendOutcome.Refused Refused(int status, Treatment treatment) =>
        new(status, $"HTTP {status} without an error of Meta's", treatment, null);

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(LenientJson.WithoutBom(body), LenientJson.Options);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
