using System.Text.Json;
using System.Text.Json.Nodes;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Webhook bodies as Meta writes them: items of one number, escaped to ASCII.</summary>
public static class Webhook
{
    public static byte[] Of(string phoneNumberId, params IEnumerable<JsonObject> items)
    {
        var all = items.ToList();
        var value = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["metadata"] = new JsonObject { ["display_phone_number"] = "12025550199", ["phone_number_id"] = phoneNumberId },
        };
        Add(value, "messages", all.Where(item => !item.ContainsKey("status")));
        Add(value, "statuses", all.Where(item => item.ContainsKey("status")));
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject
            {
                ["id"] = "102290129340398",
                ["changes"] = new JsonArray(new JsonObject { ["value"] = value, ["field"] = "messages" }),
            }),
        });
    }

    public static JsonObject Text(string from, string text, DateTimeOffset at) =>
        Message(from, "text", new JsonObject { ["body"] = text }, at);

    /// <summary>A tap on a button of an interactive message of ours.</summary>
    public static JsonObject InteractiveTap(string from, BubbleButton button, DateTimeOffset at) =>
        Message(
            from, "interactive",
            new JsonObject { ["type"] = "button_reply", ["button_reply"] = new JsonObject { ["id"] = button.Id, ["title"] = button.Title } }, at);

    /// <summary>A tap on a quick reply of a template.</summary>
    public static JsonObject TemplateTap(string from, BubbleButton button, DateTimeOffset at) =>
        Message(from, "button", new JsonObject { ["payload"] = button.Id, ["text"] = button.Title }, at);

    /// <summary>A message of a kind that has an object of its own name: image, audio, location …</summary>
    public static JsonObject Message(string from, string type, JsonNode content, DateTimeOffset at) => new()
    {
        ["from"] = from,
        ["id"] = $"wamid.{Guid.NewGuid():N}",
        ["timestamp"] = at.ToUnixTimeSeconds().ToString(),
        ["type"] = type,
        [type] = content,
    };

    public static JsonObject Status(string wamid, string status, DateTimeOffset at, string? callbackData = null, int? errorCode = null)
    {
        var item = new JsonObject
        {
            ["id"] = wamid,
            ["status"] = status,
            ["timestamp"] = at.ToUnixTimeSeconds().ToString(),
            ["recipient_id"] = "12025550101",
        };
        if (callbackData is not null)
        {
            item["biz_opaque_callback_data"] = callbackData;
        }

        if (errorCode is { } code)
        {
            item["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["title"] = "title", ["error_data"] = new JsonObject { ["details"] = "details" } });
        }

        return item;
    }

    private static void Add(JsonObject value, string name, IEnumerable<JsonObject> items)
    {
        if (items.Select(item => item.DeepClone()).ToArray() is { Length: > 0 } some)
        {
            value[name] = new JsonArray(some);
        }
    }
}
