using System.Text.Json;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Webhooks;

/// <summary>The <c>contacts</c> of one change, which say who wrote its messages.</summary>
internal sealed class ContactList
{
    private readonly List<Sender> contacts = [];

    public ContactList(JsonElement? array)
    {
        if (array is { ValueKind: JsonValueKind.Array } list)
        {
            contacts.AddRange(list.EnumerateArray().Select(contact => new Sender(
                contact.Phone("wa_id"),
                contact.Id("user_id"),
                contact.Member("profile")?.Text("name"))));
        }
    }

    /// <summary>
    /// The message's own <c>from</c> and <c>from_user_id</c> (for a system message the user id that the person had), completed from the contact that matches them. A contact
    /// with nothing to compare counts only when it and the message are the only ones: credit hangs on this name.
    /// </summary>
    public Sender SenderOf(JsonElement message, bool alone)
    {
        var own = new Sender(message.Phone("from"), message.Id("from_user_id") ?? message.Member("system")?.Id("previous_user_id"), null);
        var contact = contacts.Find(other => IsSame(own, other) == true)
            ?? (alone && contacts.Count == 1 && IsSame(own, contacts[0]) is null ? contacts[0] : null);
        return contact is null ? own : new(own.Phone ?? contact.Phone, own.UserId ?? contact.UserId, contact.Name);
    }

    /// <summary>Null when the two have no kind of id in common.</summary>
    private static bool? IsSame(Sender one, Sender other) => (one, other) switch
    {
        ({ UserId: { } a }, { UserId: { } b }) => a == b,
        ({ Phone: { } a }, { Phone: { } b }) => a == b,
        _ => null,
    };

    internal sealed record Sender(string? Phone, string? UserId, string? Name);
}
