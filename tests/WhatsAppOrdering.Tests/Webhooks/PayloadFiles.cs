using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Webhooks;

/// <summary>
/// <c>Payloads/x.json</c> is a body as it comes from Meta, <c>x.expected</c> what must be read from it. To add a case, add
/// the first and run the tests with <c>ACCEPT_PAYLOADS=1</c>, then read the second with care.
/// </summary>
internal static class PayloadFiles
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new ContentConverter() },
    };

    public static TheoryData<string> Names() => new(All());

    public static IEnumerable<string> All() => Directory.GetFiles(Folder(), "*.json").Select(Path.GetFileNameWithoutExtension).Order()!;

    public static string JsonPath(string name) => Path.Combine(Folder(), name + ".json");

    public static byte[] Body(string name) => File.ReadAllBytes(JsonPath(name));

    public static string Expected(string name, string actual)
    {
        var path = Path.Combine(Folder(), name + ".expected");
        if (Environment.GetEnvironmentVariable("ACCEPT_PAYLOADS") == "1")
        {
            File.WriteAllText(path, actual + "\n");
        }

        return File.ReadAllText(path).TrimEnd();
    }

    /// <summary>The items without their bytes, and what their bytes say.</summary>
    public static string Write(IEnumerable<WebhookItem> items) => JsonSerializer.Serialize(
        items.Select(item => new
        {
            item.Kind,
            item.Field,
            item.Type,
            item.PhoneNumberId,
            item.DedupeKey,
            item.SenderPhone,
            item.SenderUserId,
            item.ProfileName,
            item.Timestamp,
            item.Reason,
            Holds = Holds(item),
        }),
        Readable);

    public static object? Holds(WebhookItem item) => item.Kind switch
    {
        WebhookItemKind.Message or WebhookItemKind.Echo => InboundMessage.Read(item.Raw),
        WebhookItemKind.Status => InboundStatus.Read(item.Raw),
        WebhookItemKind.Error => MetaError.Read(item.Raw),
        WebhookItemKind.Event => Named(EventReader.Read(item.Field, item.Raw)),
        _ => null,
    };

    private static Dictionary<string, object> Named(InboundEvent news) => new() { [news.GetType().Name] = news };

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Payloads");

    private sealed class ContentConverter : JsonConverter<InboundContent>
    {
        public override InboundContent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, InboundContent value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(value.GetType().Name);
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            writer.WriteEndObject();
        }

        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(InboundContent);
    }
}
