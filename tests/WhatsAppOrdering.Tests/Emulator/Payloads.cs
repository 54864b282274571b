using System.Text.Json.Nodes;

namespace WhatsAppOrdering.Tests.Emulator;

/// <summary>Sends as a client of the Cloud API writes them.</summary>
internal static class Payloads
{
    public static JsonObject Text(string to, string body, string? callbackData = null)
    {
        var message = Envelope(to, "text", new JsonObject { ["body"] = body });
        if (callbackData is not null)
        {
            message["biz_opaque_callback_data"] = callbackData;
        }

        return message;
    }

    public static JsonObject Image(string id, string caption) =>
        Envelope(RunningEmulator.Retailer, "image", new JsonObject { ["id"] = id, ["caption"] = caption });

    public static JsonObject Buttons(string body, params (string Id, string Title)[] buttons) =>
        Envelope(RunningEmulator.Retailer, "interactive", new JsonObject
        {
            ["type"] = "button",
            ["body"] = new JsonObject { ["text"] = body },
            ["action"] = new JsonObject
            {
                ["buttons"] = new JsonArray([.. buttons.Select(button => new JsonObject
                {
                    ["type"] = "reply",
                    ["reply"] = new JsonObject { ["id"] = button.Id, ["title"] = button.Title },
                })]),
            },
        });

    public static JsonObject List(string open, params (string Id, string Title)[] rows) =>
        Envelope(RunningEmulator.Retailer, "interactive", new JsonObject
        {
            ["type"] = "list",
            ["body"] = new JsonObject { ["text"] = "Which one?" },
            ["action"] = new JsonObject
            {
                ["button"] = open,
                ["sections"] = new JsonArray(new JsonObject
                {
                    ["rows"] = new JsonArray([.. rows.Select(row => new JsonObject { ["id"] = row.Id, ["title"] = row.Title })]),
                }),
            },
        });

    /// <summary>A template send; a parameter without a name is positional.</summary>
    public static JsonObject Template(string to, string name, (string? Name, string Text)[] parameters, params string[] payloads)
    {
        var components = new JsonArray(new JsonObject
        {
            ["type"] = "body",
            ["parameters"] = new JsonArray([.. parameters.Select(Parameter)]),
        });
        foreach (var (index, payload) in payloads.Index())
        {
            components.Add(new JsonObject
            {
                ["type"] = "button",
                ["sub_type"] = "quick_reply",
                ["index"] = $"{index}",
                ["parameters"] = new JsonArray(new JsonObject { ["type"] = "payload", ["payload"] = payload }),
            });
        }

        return Envelope(to, "template", new JsonObject
        {
            ["name"] = name,
            ["language"] = new JsonObject { ["code"] = "en" },
            ["components"] = components,
        });
    }

    /// <summary>A template with a body and two quick replies, Confirm and Reject.</summary>
    public static JsonObject NewTemplate(string name, string format, string body) => new()
    {
        ["name"] = name,
        ["language"] = "en",
        ["category"] = "UTILITY",
        ["parameter_format"] = format,
        ["components"] = new JsonArray(
            new JsonObject { ["type"] = "BODY", ["text"] = body, ["example"] = new JsonObject() },
            new JsonObject
            {
                ["type"] = "BUTTONS",
                ["buttons"] = new JsonArray(
                    new JsonObject { ["type"] = "QUICK_REPLY", ["text"] = "Confirm" },
                    new JsonObject { ["type"] = "QUICK_REPLY", ["text"] = "Reject" }),
            }),
    };

    private static JsonObject Parameter((string? Name, string Text) parameter)
    {
        var json = new JsonObject { ["type"] = "text", ["text"] = parameter.Text };
        if (parameter.Name is not null)
        {
            json["parameter_name"] = parameter.Name;
        }

        return json;
    }

    private static JsonObject Envelope(string to, string type, JsonObject content) => new()
    {
        ["messaging_product"] = "whatsapp",
        ["to"] = to,
        ["type"] = type,
        [type] = content,
    };
}
