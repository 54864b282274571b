using System.Globalization;
using System.Text.Json.Nodes;
using WhatsAppOrdering.Emulator.Chats;

namespace WhatsAppOrdering.Emulator.Webhooks;

/// <summary>What became of a business's message, in the shape of Meta's "status messages webhook reference".</summary>
public static class StatusItems
{
    public static WebhookItem Of(Chat chat, Bubble bubble, string status, DateTimeOffset at)
    {
        var body = new JsonObject
        {
            ["id"] = bubble.Id,
            ["status"] = status,
            ["timestamp"] = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["recipient_id"] = chat.Phone,
        };
        if (chat.UserId is not null)
        {
            body["recipient_user_id"] = chat.UserId;
        }

        if (bubble.CallbackData is not null)
        {
            body["biz_opaque_callback_data"] = bubble.CallbackData;
        }

        if (status != "read")
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
