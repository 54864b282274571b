using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Turns the Cloud API's answer to a send into an outcome.</summary>
internal static class SendAnswer
{
    public static SendOutcome Classify(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var root = Parse(body);
        if (response.IsSuccessStatusCode)
        {
            return root?.First("messages")?.Text("id") is { } wamid
                ? new SendOutcome.Accepted(wamid)
                : new SendOutcome.Unknown($"HTTP {status} without a message id");
        }

        return root?.Member("error") is { } error && error.Number("code") is { } code
            ? Refused(error, code, status)
            : WithoutError(response, status);
    }

    private static SendOutcome.Refused Refused(JsonElement error, int code, int status)
    {
        var details = error.Member("error_data")?.Text("details") ?? error.Text("message") ?? $"HTTP {status}";
        return new(code, details, ErrorPolicy.For(code, status, error.IsTrue("is_transient")), error.Text("fbtrace_id"));
    }

    /// <summary>
    /// An answer that is not Meta's error. 500, 502, 504 and 503 come from a gateway that may have passed the request on
    /// before it lost the answer, so the message may be on its way. Only a 503 with Retry-After says that
    /// nobody took it. A 404 without Meta's error means a wrong address, which is no fault of this message.
    /// </summary>
    private static SendOutcome WithoutError(HttpResponseMessage response, int status) => status switch
    {
        503 when response.Headers.RetryAfter is not null => Refused(status, Remedy.RetryLater),
        >= 500 => new SendOutcome.Unknown($"HTTP {status} without an error of Meta's"),
        404 => Refused(status, Remedy.HoldAccount),
        _ => Refused(status, ErrorPolicy.ForStatus(status)),
    };

    /// <summary>The HTTP status stands in for the missing code.</summary>
    private static SendOutcome.Refused Refused(int status, Remedy remedy) =>
        new(status, $"HTTP {status} without an error of Meta's", remedy, null);

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
