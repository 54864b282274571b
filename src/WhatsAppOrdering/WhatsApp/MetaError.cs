using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// One error of Meta's. It has this shape wherever it comes from: the answer to a call, a status's <c>errors</c>, a
/// message's <c>errors</c>, or <c>value.errors</c> (Meta's "Error codes" page).
/// </summary>
/// <param name="Code">The number that decides; null when Meta sent none.</param>
/// <param name="Subcode">Meta's finer number, mostly for templates.</param>
/// <param name="Details"><c>error_data.details</c>, else <c>message</c>, else the deprecated <c>title</c>.</param>
/// <param name="Transient">Meta's own <c>is_transient</c>.</param>
/// <param name="TraceId"><c>fbtrace_id</c>, which Meta's support asks for.</param>
public sealed record MetaError(int? Code, int? Subcode, string? Details, bool Transient, string? TraceId)
{
    internal static MetaError Read(JsonElement error) => new(
        error.Number("code"),
        error.Number("error_subcode"),
        error.Member("error_data")?.Text("details") ?? error.Text("message") ?? error.Text("title"),
        error.IsTrue("is_transient"),
        error.Text("fbtrace_id"));

    /// <summary>Reads the bytes of a webhook item: an Error. Throws <see cref="JsonException"/> only for bytes that are no JSON.</summary>
    public static MetaError Read(byte[] raw)
    {
        using var document = JsonDocument.Parse(raw, LenientJson.Options);
        return Read(document.RootElement);
    }

    /// <summary>The first of an element's <c>errors</c>: Meta has never been seen to send two.</summary>
    internal static MetaError? FirstOf(JsonElement element) =>
        element.First("errors") is { ValueKind: JsonValueKind.Object } error ? Read(error) : null;
}
