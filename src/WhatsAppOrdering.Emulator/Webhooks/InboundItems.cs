using System.Globalization;
using System.Text.Json.Nodes;
using WhatsAppOrdering.Emulator.Chats;

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

        body["from"] = chat.Phone;
        body["id"] = bubble.Id;
        body["timestamp"] = bubble.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        body["type"] = type;
        body[type] = content;
        var contact = new JsonObject { ["profile"] = new JsonObject { ["name"] = chat.Name }, ["wa_id"] = chat.Phone };
        if (chat.UserId is not null)
        {
            body["from_user_id"] = chat.UserId;
            contact["user_id"] = chat.UserId;
        }

        return new WebhookItem("messages", body, contact, bubble.Id);
    }
}
