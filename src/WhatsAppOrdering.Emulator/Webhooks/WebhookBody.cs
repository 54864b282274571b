using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WhatsAppOrdering.Emulator.Hosting;

namespace WhatsAppOrdering.Emulator.Webhooks;

/// <summary>Meta's webhook envelope, byte for byte in Meta's escaping: the signature is taken over exactly these bytes.</summary>
public static class WebhookBody
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(IReadOnlyList<WebhookItem> items, EmulatorOptions options, DateTimeOffset time)
    {
        var changes = new JsonArray();
        foreach (var run in Runs(items))
        {
            changes.Add(new JsonObject { ["value"] = run[0].Field == "messages" ? Value(run, options) : run[0].Body.DeepClone(), ["field"] = run[0].Field });
        }

        var body = new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject { ["id"] = options.BusinessAccountId, ["time"] = time.ToUnixTimeSeconds(), ["changes"] = changes }),
        };
        return Encoding.ASCII.GetBytes(Escape(body.ToJsonString(Plain)));
    }

    /// <summary>Non-ASCII as <c>\uXXXX</c> in lower case and the slash as <c>\/</c>, as Meta writes it.</summary>
    public static string Escape(string json)
    {
        var escaped = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] == '\\')
            {
                var length = json[i + 1] == 'u' ? 6 : 2;
                escaped.Append(json.Substring(i, length).ToLowerInvariant());
                i += length - 1;
            }
            else
            {
                _ = json[i] switch
                {
                    '/' => escaped.Append("\\/"),
                    > '\u007e' => escaped.Append("\\u").Append(((int)json[i]).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
                    _ => escaped.Append(json[i]),
                };
            }
        }

        return escaped.ToString();
    }

    // Neighbours of one kind share a change; the order of the queue is kept.
    private static IEnumerable<List<WebhookItem>> Runs(IReadOnlyList<WebhookItem> items)
    {
        var run = new List<WebhookItem>();
        foreach (var item in items)
        {
            if (run.Count > 0 && (run[0].Array != item.Array || item.Field != "messages"))
            {
                yield return run;
                run = [];
            }

            run.Add(item);
        }

        yield return run;
    }

    private static JsonObject Value(List<WebhookItem> run, EmulatorOptions options)
    {
        var value = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["metadata"] = new JsonObject { ["display_phone_number"] = options.DisplayPhoneNumber, ["phone_number_id"] = options.PhoneNumberId },
        };
        var contacts = run.Select(item => item.Contact).OfType<JsonObject>().DistinctBy(contact => (string?)contact["wa_id"] ?? (string?)contact["user_id"]).ToList();
        if (contacts.Count > 0)
        {
            value["contacts"] = new JsonArray([.. contacts.Select(contact => contact.DeepClone())]);
        }

        value[run[0].Array] = new JsonArray([.. run.Select(item => item.Body.DeepClone())]);
        return value;
    }
}
