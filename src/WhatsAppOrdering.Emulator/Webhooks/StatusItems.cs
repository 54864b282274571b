using System.Globalization;
using System.Text.Json.Nodes;
using WhatsAppOrdering.Emulator.Chats;

namespace WhatsAppOrdering.Emulator.Webhooks;

/// <summary>What became of a business's message, in the shape of Meta's "status messages webhook reference".</summary>
public static class StatusItems
{
    /// <summary>Accepted at first, then not delivered.</summary>
    public static WebhookItem Failed(Chat chat, Bubble bubble, int code, DateTimeOffset at)
    {
        var item = Of(chat, bubble, "failed", at);
        item.Body["errors"] = new JsonArray(new JsonObject
        {
            ["code"] = code,
            ["title"] = "Fault asked for in the emulator",
            ["message"] = "Fault asked for in the emulator",
            ["error_data"] = new JsonObject { ["details"] = "Fault asked for in the emulator." },
        });
        return item;
    }

    public static WebhookItem Of(Chat chat, Bubble bubble, string status, DateTimeOffset at)
    {
        var body = new JsonObject
        {
            ["id"] = bubble.Id,
            ["status"] = status,
            ["timestamp"] = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        if (chat.WaId is not null)
        {
            body["recipient_id"] = chat.WaId;
        }

        if (chat.UserId is not null)
        {
            body["recipient_user_id"] = chat.UserId;
        }

        if (bubble.CallbackData is not null)
        {
            body["biz_opaque_callback_data"] = bubble.CallbackData;
        }

        if (status is not ("read" or "failed"))
        {
            body["pricing"] = new JsonObject
            {
                ["billable"] = true,
                ["pricing_model"] = "PMP",
                ["category"] = bubble.PricingCategory,
                ["type"] = "regular",
            };
        }

        return new WebhookItem("statuses", body);
    }
}
