using System.Text.Json;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Reads what a message carries besides words and taps. Never throws; null for types that carry nothing more, and for future ones.</summary>
internal static class ContentReader
{
    public static InboundContent? Read(JsonElement message) => message.Text("type") switch
    {
        "image" or "video" or "audio" or "document" or "sticker" =>
            message.Text("type") is { } kind && message.Member(kind) is { } media ? Media(kind, media) : null,
        "location" => message.Member("location") is { } place ? Location(place) : null,
        "contacts" => new InboundContent.Contacts([.. message.Objects("contacts").Select(Card)]),
        "reaction" => message.Member("reaction") is { } reaction
            ? new InboundContent.Reaction(reaction.Text("message_id"), reaction.Text("emoji")) : null,
        "order" => message.Member("order") is { } order ? Order(order) : null,
        "interactive" => message.Member("interactive") is { } interactive ? Interactive(interactive) : null,
        "system" => message.Member("system") is { } change ? SystemChange(change) : null,
        "edit" => message.Member("edit") is { } edit ? Edit(edit) : null,
        "revoke" => message.Member("revoke") is { } revoke ? new InboundContent.Revoke(revoke.Text("original_message_id")) : null,
        "unsupported" or "unknown" => new InboundContent.Unsupported(message.Member("unsupported")?.Text("type")),
        _ => null,
    };

    private static InboundContent.Media Media(string kind, JsonElement media) => new(
        kind, media.Text("id"), media.Text("url"), media.Text("mime_type"), media.Text("sha256"), media.Text("caption"), media.Text("filename"),
        media.IsTrue("voice"), media.IsTrue("animated"));

    private static InboundContent.Location Location(JsonElement place) => new(
        place.Decimal("latitude"), place.Decimal("longitude"), place.Text("name"), place.Text("address"), place.Text("url"));

    private static ContactCard Card(JsonElement card) => new(
        card.Member("name")?.Text("formatted_name"),
        [.. card.Objects("phones").Select(phone => new ContactPhone(phone.Text("phone"), phone.Phone("wa_id")))],
        card.Text("origin"),
        card.Text("vcard"));

    private static InboundContent.Order Order(JsonElement order) => new(
        order.Text("catalog_id"),
        order.Text("text"),
        [.. order.Objects("product_items").Select(item => new OrderItem(
            item.Text("product_retailer_id"), item.Decimal("quantity"), item.Decimal("item_price"), item.Text("currency")))]);

    private static InboundContent? Interactive(JsonElement interactive)
    {
        if (interactive.Member("nfm_reply") is { } flow)
        {
            var response = Parse(flow.Text("response_json"));
            return new InboundContent.FlowReply(flow.Text("name"), response?.Text("flow_token") ?? flow.Text("flow_token"), response?.GetRawText());
        }

        return interactive.Member("call_permission_reply") is { } call
            ? new InboundContent.CallPermission(
                call.Text("response"), call.Text("response_source"), call.IsTrue("is_permanent"), call.Time("expiration_timestamp"))
            : null;
    }

    private static InboundContent.SystemChange SystemChange(JsonElement change) => new(
        change.Text("type"), change.Text("body"), change.Phone("wa_id") ?? change.Phone("new_wa_id"), change.Id("user_id"),
        change.Id("previous_user_id"), change.Member("identity")?.Text("hash") ?? change.Text("identity"));

    // An edit inside an edit is not read: nobody edits twice in one message, and a hostile body could nest them without end.
    private static InboundContent.Edit Edit(JsonElement edit) => new(
        edit.Text("original_message_id"),
        edit.Member("message") is { ValueKind: JsonValueKind.Object } message && message.Text("type") != "edit" ? InboundMessage.Read(message) : null);

    private static JsonElement? Parse(string? json)
    {
        try
        {
            return json is not null && JsonElement.Parse(json, LenientJson.Options) is { ValueKind: JsonValueKind.Object } response ? response : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
