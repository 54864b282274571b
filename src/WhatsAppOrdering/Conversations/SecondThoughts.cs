using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// A message that the shop has edited or deleted after sending. Before the order, an edit takes the old words out of the cart
/// and puts the new ones in; afterwards it is a request that the office sees. A deletion cancels nothing by itself, and says so.
/// </summary>
public sealed class SecondThoughts(OrderingDb db, Carts carts, Interpretations interpretations, OfficeNotes notes, Outbox outbox)
{
    /// <returns>Words that are to be handled as a message of their own, when the edited one left no trace; null when all is done.</returns>
    public async Task<string?> EditedAsync(Talk talk, Membership buyer, InboundContent.Edit edit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(edit);
        var words = edit.Message?.Words;
        var original = await OriginalAsync(talk, edit.OriginalWamid, ct);
        if (original is null)
        {
            await KeepOriginalOutAsync(talk, edit.OriginalWamid, ct);
        }

        if (await OrderSinceAsync(talk, buyer, original, ct) is { } order)
        {
            await notes.AddAsync(talk, buyer, "edit", order.Id, words, null, ct);
            talk.Answer(outbox, ReplyNames.ChangeAsked, new { order.Number, State = order.Status.ToString() }, buyer.WholesalerId, order.Id);
            return null;
        }

        if (string.IsNullOrWhiteSpace(words))
        {
            talk.Answer(outbox, ReplyNames.NotText, new { Kind = "edit" }, buyer.WholesalerId);
            return null;
        }

        Unread.TellIfCut(talk, buyer, words, outbox);
        if (talk.Conversation.Lines.Count == 0 || original is not { Raw.Length: > 0 } || InboundMessage.Read(original.Raw).Words is not { } before)
        {
            return words;
        }

        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        var language = talk.Person.Language ?? "en";
        var said = interpretations.Of(before, catalog, talk.Conversation, language);
        var without = Carts.Apply(
            talk.Conversation.Lines,
            [.. said.Lines.Where(line => line.Operation != LineOperation.Remove).Select(line => line with { Operation = LineOperation.Remove })],
            catalog);
        var says = interpretations.Of(words, catalog, talk.Conversation, language);
        var tooMany = Carts.Put(talk.Conversation, Carts.Apply(without, says.Lines, catalog), catalog);
        talk.Conversation.Ask(says.Questions.Select(OpenQuestion.Of));
        talk.ShowCart(buyer, show => show with { Unknown = [.. show.Unknown, .. says.Unknown], TooMany = tooMany });
        return null;
    }

    public async Task RevokedAsync(Talk talk, Membership buyer, InboundContent.Revoke revoke, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(revoke);
        var order = await OrderSinceAsync(talk, buyer, await OriginalAsync(talk, revoke.OriginalWamid, ct), ct);
        if (order is not null)
        {
            await notes.AddAsync(talk, buyer, "revoke", order.Id, null, null, ct);
            talk.Answer(outbox, ReplyNames.RevokeKept, new { order.Number, State = order.Status.ToString(), Open = order.Status is OrderStatus.Placed or OrderStatus.AwaitingApproval }, buyer.WholesalerId, order.Id);
        }
        else if (talk.Conversation.Lines.Count > 0)
        {
            talk.ShowCart(buyer);
        }
    }

    /// <summary>Overtaken by its edit: its words must not count beside the new ones when it comes. A message counts once, so here it has come.</summary>
    private Task<int> KeepOriginalOutAsync(Talk talk, string? wamid, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into inbox_message (phone_number_id, dedupe_key, person_id, kind, field, type, raw, state, reason, handled_at)
        select {talk.Conversation.PhoneNumberId}, {wamid}::text, {talk.Person.Id.Value}, 'Message', 'messages', 'text', ''::bytea, 'Handled', 'its edit came first', {talk.Now}
        where {wamid}::text is not null
        on conflict do nothing
        """, ct);

    private Task<InboxMessage?> OriginalAsync(Talk talk, string? wamid, CancellationToken ct) =>
        db.Inbox.AsNoTracking().SingleOrDefaultAsync(
            message => message.PhoneNumberId == talk.Conversation.PhoneNumberId && message.DedupeKey == wamid && message.PersonId == talk.Conversation.PersonId, ct);

    /// <summary>The order that was made of what the message said: the person's first one after it, unless it is over.</summary>
    private async Task<Order?> OrderSinceAsync(Talk talk, Membership buyer, InboxMessage? original, CancellationToken ct)
    {
        if (original?.ReceivedAt is not { } since)
        {
            return null;
        }

        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var order = await db.Orders.AsNoTracking()
            .Where(found => found.WholesalerId == buyer.WholesalerId && found.RetailerId == buyer.RetailerId && found.PlacedBy == talk.Person.Id && found.PlacedAt >= since)
            .OrderBy(found => found.PlacedAt).FirstOrDefaultAsync(ct);
        return order is { Status: OrderStatus.Rejected or OrderStatus.Cancelled or OrderStatus.Expired } ? null : order;
    }
}
