using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Works off the leased messages of one person inside the root's transaction: lock, understand, decide, owe the answers.</summary>
public sealed class Turn(
    OrderingDb db, Inbox inbox, Outbox outbox, Taps taps, RetailerDialogue retailers, ApproverDialogue approvers, CartBubbles carts, SenderNews news, Floods floods,
    Classify classify)
{
    /// <param name="begins">Told the key of each message before it is worked on, so that a failure is put to the right one.</param>
    public async Task RunAsync(PersonKey person, IReadOnlyList<string> keys, Guid owner, Action<string> begins, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(begins);
        var conversation = await inbox.LockAsync(person, ct);
        var messages = await inbox.LeasedAsync(person, keys, owner, ct);
        if (messages.Count == 0)
        {
            return;
        }

        var talk = await StartAsync(conversation, messages[0], ct);
        if (await news.JoinKnownAsync(talk, messages, ct))
        {
            await outbox.SaveAsync(ct);
            return;
        }

        foreach (var message in messages)
        {
            begins(message.DedupeKey);
            talk.Message = message;
            await HandleAsync(talk, InboundMessage.Read(message.Raw), ct);
            inbox.Finish(message, talk.Now);
        }

        if (talk.Show is { } show)
        {
            await carts.ShowAsync(talk, show, ct);
        }

        outbox.InOrderOf([.. messages.Select(message => message.DedupeKey)]);

        await outbox.SaveAsync(ct);
    }

    /// <summary>The line or the order stayed busy: says so, and nothing was decided, so that the same tap can be tried again.</summary>
    /// <returns>False when a message asked for neither: what it said must not be lost, so it is a failure to try again.</returns>
    public async Task<bool> AnswerBusyAsync(PersonKey person, IReadOnlyList<string> keys, Guid owner, CancellationToken ct)
    {
        var conversation = await inbox.LockAsync(person, ct);
        var messages = await inbox.LeasedAsync(person, keys, owner, ct);
        if (messages.Count == 0)
        {
            return true;
        }

        if (!messages.TrueForAll(classify.LocksOrderOrLine))
        {
            return false;
        }

        var talk = await StartAsync(conversation, messages[0], ct);
        foreach (var message in messages)
        {
            talk.Message = message;
            taps.AnswerBusy(talk, InboundMessage.Read(message.Raw));
            inbox.Finish(message, talk.Now);
        }

        await outbox.SaveAsync(ct);
        return true;
    }

    private async Task<Talk> StartAsync(Conversation conversation, InboxMessage first, CancellationToken ct)
    {
        var person = await db.People.AsNoTracking()
            .SingleAsync(found => found.PhoneNumberId == conversation.PhoneNumberId && found.Id == conversation.PersonId, ct);
        var memberships = await db.Memberships.AsNoTracking()
            .Where(member => member.PhoneNumberId == conversation.PhoneNumberId && member.PersonId == conversation.PersonId
                && db.PhoneNumberWholesalers.Any(link => link.PhoneNumberId == member.PhoneNumberId && link.WholesalerId == member.WholesalerId))
            .OrderBy(member => member.WholesalerId)
            .ToListAsync(ct);
        return new Talk(conversation, person, memberships, await db.ClockAsync(ct)) { Message = first };
    }

    private async Task HandleAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        // News of the sender has no answer, and neither has a reaction: a thumb is not a yes.
        if (await news.LookAsync(talk, inbound, ct) || inbound.Content is InboundContent.Reaction)
        {
            return;
        }

        if (await floods.IsFloodAsync(talk, ct))
        {
            floods.Answer(talk);
        }
        else if (!talk.Buyers.Any() && !talk.Approvers.Any())
        {
            await AnswerOutsiderAsync(talk, ct);
        }
        else if (inbound.ReplyToken is { } token)
        {
            await taps.HandleAsync(talk, token, ct);
        }
        else if (talk.Buyers.Any())
        {
            await retailers.HandleAsync(talk, inbound, ct);
        }
        else
        {
            await approvers.HandleAsync(talk, inbound, ct);
        }
    }

    private async Task AnswerOutsiderAsync(Talk talk, CancellationToken ct)
    {
        if (!await db.PhoneNumbers.AnyAsync(number => number.Id == talk.Conversation.PhoneNumberId, ct))
        {
            // Nothing is said from a number that is not ours, such as that of Meta's test payloads.
            talk.Message.Reason = "to a number that is not ours";
        }
        else if (talk.Quarantined.Any())
        {
            talk.Answer(outbox, ReplyNames.LinkQuarantined, new { });
        }
        else
        {
            await floods.AnswerStrangerAsync(talk, ct);
        }
    }
}
