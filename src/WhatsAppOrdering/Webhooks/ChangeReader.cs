using System.Text;
using System.Text.Json;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Webhooks;

/// <summary>Cuts one change of a webhook into items.</summary>
internal sealed class ChangeReader(JsonElement change, JsonElement entry, List<WebhookItem> items)
{
    private readonly string field = change.Text("field") ?? "";
    private readonly JsonElement? value = change.Member("value");
    private readonly string? phoneNumberId = change.Member("value")?.Member("metadata")?.Id("phone_number_id");
    private readonly string ownNumber = Digits(change.Member("value")?.Member("metadata")?.Text("display_phone_number"));
    private readonly ContactList contacts = new(change.Member("value")?.Member("contacts"));

    public void Read()
    {
        if (value is not { ValueKind: JsonValueKind.Object } news)
        {
            items.Add(change.ValueKind == JsonValueKind.Object && field is not ("" or "messages") ? Event() : Unreadable(change, "no value"));
            return;
        }

        var before = items.Count;
        var more = false;
        foreach (var property in news.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            more |= ReadProperty(NameOf(property), property.Value);
        }

        if (more || items.Count == before)
        {
            items.Add(Event());
        }
    }

    /// <summary>True for a property that only an event of the whole change can carry on: news comes in arrays of objects, the rest is about them.</summary>
    private bool ReadProperty(string name, JsonElement content)
    {
        switch (name)
        {
            case "messages":
                var alone = content.ValueKind == JsonValueKind.Array && content.GetArrayLength() == 1;
                Each(name, content, message => Message(message, alone));
                return false;
            case "statuses":
                Each(name, content, Status);
                return false;
            case "errors":
                Each(name, content, error => Item(WebhookItemKind.Error, error, error.Text("code"), KeyOf(error.Bytes())));
                return false;
            case "message_echoes":
                Each(name, content, Echo);
                return false;
            case "calls":
                Each(name, content, Call);
                return false;
            case "user_preferences":
                Each(name, content, Preference);
                return false;
            case "metadata" or "contacts":
                return false;
            default:
                return content.ValueKind == JsonValueKind.Array
                    && content.EnumerateArray().Any(element => element.ValueKind == JsonValueKind.Object);
        }
    }

    private void Each(string name, JsonElement array, Func<JsonElement, WebhookItem> read)
    {
        if (array.ValueKind != JsonValueKind.Array)
        {
            items.Add(Unreadable(array, $"{name}: an array expected, found {array.ValueKind}"));
            return;
        }

        foreach (var element in array.EnumerateArray())
        {
            items.Add(element.ValueKind == JsonValueKind.Object
                ? read(element)
                : Unreadable(element, $"{name}: an object expected, found {element.ValueKind}"));
        }
    }

    private WebhookItem Message(JsonElement message, bool alone)
    {
        var sender = contacts.SenderOf(message, alone);
        return Item(WebhookItemKind.Message, message, message.Text("type"), message.Id()) with
        {
            SenderPhone = sender.Phone,
            SenderUserId = sender.UserId,
            ProfileName = sender.Name,
            Reason = phoneNumberId is null ? "a message without phone_number_id"
                : sender.Phone is { } from && from == ownNumber ? "a message from our own number"
                : sender is { Phone: null, UserId: null } ? "a message without from, from_user_id or a contact of its own"
                : null,
        };
    }

    /// <summary>Meta writes our own number as people do: +1 202-555-0199.</summary>
    private static string Digits(string? text) => string.Concat((text ?? "").Where(char.IsAsciiDigit));

    private WebhookItem Status(JsonElement status)
    {
        var name = status.Text("status");
        return status.Id() is { } wamid && name is { Length: <= LenientJson.LongestId }
            ? Item(WebhookItemKind.Status, status, name, $"{wamid}:{name}")
            : Unreadable(status, "a status without id or status");
    }

    private WebhookItem Echo(JsonElement echo) => Item(WebhookItemKind.Echo, echo, echo.Text("type"), echo.Id()) with
    {
        SenderPhone = echo.Phone("from"),
        SenderUserId = echo.Id("from_user_id"),
    };

    // A call comes in parts (connect, terminate) under one id.
    private WebhookItem Call(JsonElement call)
    {
        var part = call.Text("event");
        return Item(WebhookItemKind.Event, call, part, call.Id() is { } id && part is { Length: <= LenientJson.LongestId } ? $"{id}:{part}" : null) with
        {
            SenderPhone = call.Phone("from"),
            SenderUserId = call.Id("from_user_id"),
        };
    }

    private WebhookItem Preference(JsonElement preference) =>
        Item(WebhookItemKind.Event, preference, preference.Text("value"), null) with
        {
            SenderPhone = preference.Phone("wa_id"),
            SenderUserId = preference.Id("user_id"),
        };

    private WebhookItem Event()
    {
        var raw = change.Bytes();
        var key = KeyOf(raw);
        var time = value?.Time("timestamp") ?? entry.Time("time");
        return new(WebhookItemKind.Event, field, value?.Text("event"), phoneNumberId, key, null, null, null, time, raw, null);
    }

    /// <summary>The same news an hour later is other news; the same post again is not.</summary>
    private string KeyOf(byte[] raw) => WebhookReader.Hash([.. Encoding.UTF8.GetBytes(entry.Text("time") ?? ""), .. raw]);

    private WebhookItem Item(WebhookItemKind kind, JsonElement element, string? type, string? key)
    {
        var raw = element.Bytes();
        var time = element.Time("timestamp");
        return new(kind, field, type, phoneNumberId, key ?? WebhookReader.Hash(raw), null, null, null, time, raw, null);
    }

    private WebhookItem Unreadable(JsonElement element, string reason) =>
        WebhookReader.Unreadable(element.Bytes(), field, phoneNumberId, reason);

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }
}
