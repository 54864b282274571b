using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Puts before the office what only a person can read.</summary>
public sealed class OfficeNotes(OrderingDb db)
{
    private const int LongestText = 4096;

    // Meta's "Media": an id that came by webhook lives for seven days.
    private static readonly TimeSpan MediaLife = TimeSpan.FromDays(7);

    /// <summary>Of a picture, voice note, document, place or card, and of a note on a catalog cart; nothing for other kinds.</summary>
    public Task AddAsync(Talk talk, Membership buyer, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(inbound);
        return inbound.Content switch
        {
            InboundContent.Media media => AddAsync(talk, buyer, inbound.Type, null, media.Caption ?? media.FileName, media, ct),
            InboundContent.Location place => AddAsync(
                talk, buyer, inbound.Type, null, string.Join(", ", new[] { place.Name, place.Address, $"{place.Latitude} {place.Longitude}" }.Where(part => !string.IsNullOrWhiteSpace(part))), null, ct),
            InboundContent.Contacts contacts => AddAsync(
                talk, buyer, inbound.Type, null, string.Join("; ", contacts.Cards.Select(card => $"{card.Name} {string.Join(' ', card.Phones.Select(phone => phone.Phone))}".Trim())), null, ct),
            InboundContent.Order { Note: { } note } when !string.IsNullOrWhiteSpace(note) => AddAsync(talk, buyer, inbound.Type, null, note, null, ct),
            _ => Task.CompletedTask,
        };
    }

    /// <summary>Of an order whose message was changed or taken back.</summary>
    public async Task AddAsync(
        Talk talk, Membership buyer, string kind, OrderId? order, string? text, InboundContent.Media? media, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        DateTimeOffset? expires = media is null ? null : (talk.Message.SentAt ?? talk.Now) + MediaLife;
        var words = text?.Replace("\0", "", StringComparison.Ordinal);
        words = words is { Length: > LongestText } ? words[..LongestText] : words;
        await db.Database.ExecuteSqlAsync($"""
            insert into office_note (wholesaler_id, id, phone_number_id, person_id, message_key, kind, order_id, media_id, mime_type, text, expires_at)
            values ({buyer.WholesalerId.Value}, {Guid.CreateVersion7()}, {talk.Conversation.PhoneNumberId}, {talk.Person.Id.Value}, {talk.Message.DedupeKey}, {kind},
                {order?.Value}::uuid, {media?.Id}::text, {media?.MimeType}::text, {words}::text, {expires}::timestamptz)
            on conflict do nothing
            """, ct);
    }
}
