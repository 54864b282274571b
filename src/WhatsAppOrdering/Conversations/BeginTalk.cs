using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>The beginning of a turn: the conversation is locked, and who speaks is read anew. Joins the root's transaction.</summary>
public sealed class BeginTalk(OrderingDb db, Inbox inbox, SenderNews news, Outbox outbox)
{
    /// <returns>Null when there is nothing to answer any more, or the messages have turned out to be another conversation's.</returns>
    public async Task<(Talk Talk, IReadOnlyList<InboxMessage> Messages)?> ExecuteAsync(PersonKey person, IReadOnlyList<string> keys, Guid owner, CancellationToken ct)
    {
        var conversation = await inbox.LockAsync(person, ct);
        var messages = await inbox.LeasedAsync(person, keys, owner, ct);
        if (messages.Count == 0)
        {
            return null;
        }

        var talk = await StartAsync(conversation, messages[0], ct);
        if (await news.JoinKnownAsync(talk, messages, ct))
        {
            await outbox.SaveAsync(ct);
            return null;
        }

        return (talk, messages);
    }

    private async Task<Talk> StartAsync(Conversation conversation, InboxMessage first, CancellationToken ct)
    {
        var found = await db.People.AsNoTracking()
            .Where(person => person.PhoneNumberId == conversation.PhoneNumberId && person.Id == conversation.PersonId)
            .Select(person => new
            {
                Person = person,
                Memberships = db.Memberships
                    .Where(member => member.PhoneNumberId == person.PhoneNumberId && member.PersonId == person.Id
                        && db.PhoneNumberWholesalers.Any(link => link.PhoneNumberId == member.PhoneNumberId && link.WholesalerId == member.WholesalerId))
                    .OrderBy(member => member.WholesalerId)
                    .ToList(),
                Now = OrderingDb.Clock(),
            })
            .SingleAsync(ct);
        return new Talk(conversation, found.Person, found.Memberships, found.Now) { Message = first };
    }
}
