using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WhatsAppOrdering.Api;

/// <summary>Moments as RFC 3339 writes them, with their offset: "2026-01-31T18:15:00Z". Without one it is not known which moment is meant.</summary>
public static class Moments
{
    private static readonly string[] formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm'Z'"];

    /// <returns>The moment in UTC; null when it is written otherwise or is not between 2000 and 2100.</returns>
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            && moment.Year is >= 2000 and < 2100
            ? moment
            : null;

    internal sealed class Converter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (reader.TokenType == JsonTokenType.String ? Moments.Read(reader.GetString()) : null)
            ?? throw new JsonException("must be a moment with its offset, such as 2026-01-31T18:15:00Z, between 2000 and 2100.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
