using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Reads an Event item's bytes.</summary>
public static class EventReader
{
    /// <summary>Reads the bytes of an Event of this <c>field</c>. Throws <see cref="JsonException"/> only for bytes that are no JSON.</summary>
    public static InboundEvent Read(string field, byte[] raw)
    {
        using var document = JsonDocument.Parse(raw, LenientJson.Options);
        var root = document.RootElement;

        // Calls and preferences are items of their own; of the others the item is the whole change.
        return root.Member("value") is { ValueKind: JsonValueKind.Object } value && root.Member("field") is not null
            ? OfChange(field, value)
            : OfElement(field, root);
    }

    private static InboundEvent OfElement(string field, JsonElement element) => element switch
    {
        _ when element.Text("value") is not null => Preference(element),
        _ when element.Text("id") is not null => Call(element),
        _ => new InboundEvent.Other(field),
    };

    private static InboundEvent OfChange(string field, JsonElement value) => field switch
    {
        "message_template_status_update" => new InboundEvent.TemplateStatus(
            Template(value), value.Text("event"),
            value.Member("rejection_info")?.Text("reason") ?? value.Text("reason"),
            value.Member("rejection_info")?.Text("recommendation"),
            value.Member("disable_info")?.Time("disable_date")),
        "message_template_quality_update" => new InboundEvent.TemplateQuality(
            Template(value), value.Text("previous_quality_score"), value.Text("new_quality_score")),
        "template_category_update" => new InboundEvent.TemplateCategory(
            Template(value), value.Text("previous_category"), value.Text("new_category"), value.Text("correct_category"),
            value.Time("category_update_timestamp")),
        "message_template_components_update" => new InboundEvent.TemplateComponents(Template(value), value.Text("message_template_element")),
        "phone_number_quality_update" => new InboundEvent.NumberQuality(
            value.Text("display_phone_number"), value.Text("event"),
            value.Text("max_daily_conversations_per_business") ?? value.Text("current_limit"), value.Text("old_limit")),
        "phone_number_name_update" => new InboundEvent.NumberName(
            value.Text("display_phone_number"), value.Text("decision"), value.Text("requested_verified_name"), value.Text("rejection_reason")),
        "account_update" => Account(value),
        "account_review_update" => new InboundEvent.AccountReview(value.Text("decision")),
        "account_alerts" => Alert(value),
        "business_capability_update" => new InboundEvent.Capability(
            value.Text("max_daily_conversations_per_business") ?? value.Text("max_daily_conversation_per_phone"),
            value.Number("max_phone_numbers_per_waba") ?? value.Number("max_phone_numbers_per_business")),
        "security" => new InboundEvent.Security(value.Text("display_phone_number"), value.Text("event"), value.Text("requester")),
        "flows" => new InboundEvent.Flow(
            value.Text("event"), value.Text("flow_id"), value.Text("old_status"), value.Text("new_status"), value.Text("message")),
        _ => new InboundEvent.Other(field),
    };

    private static TemplateRef Template(JsonElement value) => new(
        value.Text("message_template_id"), value.Text("message_template_name"), value.Text("message_template_language"));

    private static InboundEvent.Account Account(JsonElement value) => new(
        value.Text("event"), value.Text("phone_number"),
        value.Member("ban_info")?.Text("waba_ban_state"),
        value.Member("violation_info")?.Text("violation_type"),
        [.. value.Objects("restriction_info").Select(one => one.Text("restriction_type")).OfType<string>()]);

    private static InboundEvent.AccountAlert Alert(JsonElement value)
    {
        var info = value.Member("alert_info") ?? value;
        return new(
            info.Text("alert_type"), info.Text("alert_severity"), info.Text("alert_status"), info.Text("alert_description"),
            value.Text("entity_type"), value.Text("entity_id"));
    }

    private static InboundEvent.Preference Preference(JsonElement one) => new(
        one.Phone("wa_id"), one.Id("user_id"), one.Text("category"), one.Text("value"), one.Text("detail"), one.Time("timestamp"));

    private static InboundEvent.Call Call(JsonElement call) => new(
        call.Text("id"), call.Phone("from"), call.Id("from_user_id"), call.Phone("to"), call.Text("event"), call.Text("direction"),
        call.First("status") is { ValueKind: JsonValueKind.String } first ? LenientJson.Decode(first) : call.Text("status"),
        call.Time("timestamp"));
}
