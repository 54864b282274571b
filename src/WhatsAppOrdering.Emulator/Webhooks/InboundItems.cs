using System.Globalization;
using System.Text.Json.Nodes;
using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.Graph;

namespace WhatsAppOrdering.Emulator.Webhooks;

/// <summary>A person's messages in the shapes of Meta's "messages webhook reference".</summary>
public static class InboundItems
{
    public static WebhookItem Text(Chat chat, Bubble bubble) =>
        Item(chat, bubble, "text", new JsonObject { ["body"] = bubble.Text });

    /// <summary>Taps come in two shapes: on a template as <c>button</c>, on a session message as <c>interactive</c>.</summary>
    public static WebhookItem Tap(Chat chat, Bubble tap, Bubble asked, Choice choice) => asked.Kind switch
    {
        BubbleKind.Template => Item(chat, tap, "button", new JsonObject { ["payload"] = choice.Id, ["text"] = choice.Title }),
        BubbleKind.List => Item(chat, tap, "interactive", Reply("list_reply", choice)),
        _ => Item(chat, tap, "interactive", Reply("button_reply", choice)),
    };

    /// <summary>A message whose content is given; sender and id are added, and the time where it is missing.</summary>
    public static WebhookItem Raw(Chat chat, Bubble bubble, JsonObject message)
    {
        var body = (JsonObject)message.DeepClone();
        var contact = new JsonObject { ["profile"] = new JsonObject { ["name"] = chat.Name } };
        if (chat.WaId is not null)
        {
            body["from"] = chat.WaId;
            contact["wa_id"] = chat.WaId;
        }

        if (chat.UserId is not null)
        {
            body["from_user_id"] = chat.UserId;
            contact["user_id"] = chat.UserId;
        }

        body["id"] = bubble.Id;
        body["timestamp"] ??= Seconds(bubble.At);
        return new WebhookItem("messages", body, contact, bubble.Id);
    }

    /// <summary>System messages have no contacts.</summary>
    public static WebhookItem NumberChanged(Chat chat, string number, DateTimeOffset at) => new("messages", new JsonObject
    {
        ["from"] = chat.Number,
        ["id"] = Wamid.New(),
        ["timestamp"] = Seconds(at),
        ["type"] = "system",
        ["system"] = new JsonObject { ["body"] = $"{chat.Name} changed from {chat.Number} to {number}", ["wa_id"] = number, ["type"] = "user_changed_number" },
    });

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static JsonObject Reply(string kind, Choice choice)
    {
        var reply = new JsonObject { ["id"] = choice.Id, ["title"] = choice.Title };
        if (choice.Description is not null)
        {
            reply["description"] = choice.Description;
        }

        return new JsonObject { ["type"] = kind, [kind] = reply };
    }

    private static WebhookItem Item(Chat chat, Bubble bubble, string type, JsonObject content)
    {
        var body = new JsonObject();
        if (bubble.ReplyTo is not null)
        {
            body["context"] = new JsonObject { ["id"] = bubble.ReplyTo };
        }

        body["type"] = type;
        body[type] = content;
        return Raw(chat, bubble, body);
    }
}
