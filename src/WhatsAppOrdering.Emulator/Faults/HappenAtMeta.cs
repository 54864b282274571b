using System.Text.Json.Nodes;
using WhatsAppOrdering.Emulator.Chats;
using WhatsAppOrdering.Emulator.State;
using WhatsAppOrdering.Emulator.Templates;
using WhatsAppOrdering.Emulator.Webhooks;

namespace WhatsAppOrdering.Emulator.Faults;

/// <summary>Changes templates and people, and tells the service in Meta's shapes.</summary>
public sealed class HappenAtMeta(TemplateStore templates, WebhookQueue webhooks, PersonActions people, StateChanges changes)
{
    /// <returns>False when there is no such template.</returns>
    public bool Change(string name, string language, TemplateChange change)
    {
        if (templates.Find(name, language) is not { } template)
        {
            return false;
        }

        var changed = template with { Status = change.Status?.ToUpperInvariant() ?? template.Status, Category = change.Category?.ToUpperInvariant() ?? template.Category };
        templates.Replace(changed);
        if (changed.Status != template.Status)
        {
            Tell("message_template_status_update", template, ("event", changed.Status), ("reason", "NONE"));
        }

        if (changed.Category != template.Category)
        {
            Tell("template_category_update", template, ("previous_category", template.Category), ("new_category", changed.Category));
        }

        return true;
    }

    /// <returns>What is wrong with the change, or null.</returns>
    public string? Change(Chat chat, PersonChange change)
    {
        var userId = change.UserId ?? chat.UserId;
        if (change.HidesNumber == true && userId is null)
        {
            return "Who hides the number needs a userId.";
        }

        chat.UserId = userId;
        chat.HidesNumber = change.HidesNumber ?? chat.HidesNumber;
        if (change.Number is { } number)
        {
            people.ChangeNumber(chat, number);
        }

        if (change.WindowOpen == false)
        {
            people.CloseWindow(chat);
        }

        changes.Tell();
        return null;
    }

    private void Tell(string field, MessageTemplate template, params (string Name, string Value)[] more)
    {
        var value = new JsonObject
        {
            ["message_template_id"] = long.Parse(template.Id, System.Globalization.CultureInfo.InvariantCulture),
            ["message_template_name"] = template.Name,
            ["message_template_language"] = template.Language,
        };
        foreach (var (key, text) in more)
        {
            value[key] = text;
        }

        webhooks.Enqueue(new WebhookItem("", value, Field: field));
    }
}
