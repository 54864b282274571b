using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>Whoever sends too much, and strangers, cost us a bounded number of answers.</summary>
public sealed class Floods(OrderingDb db, IOptions<ConversationOptions> options, Outbox outbox)
{
    public const string Reason = "too many messages";
    private static readonly TimeSpan StrangersRest = TimeSpan.FromHours(24);

    /// <summary>True when the person has sent more than is read. Approvers are the wholesaler's own people: theirs is all read.</summary>
    public async Task<bool> IsFloodAsync(Talk talk, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (talk.Approvers.Any())
        {
            return false;
        }

        var since = talk.Now - options.Value.FloodWithin;
        var most = options.Value.FloodMessages;
        return (await db.Database.SqlQuery<int>($"""
            select count(*)::int as "Value" from (select from inbox_message m
                where m.phone_number_id = {talk.Conversation.PhoneNumberId} and m.person_id = {talk.Conversation.PersonId.Value} and m.kind = 'Message'
                    and m.sent_at > {since} limit {most + 1}) recent
            """).ToListAsync(ct))[0] > most;
    }

    /// <summary>Says once in a while that he is not read for the moment.</summary>
    public void Answer(Talk talk)
    {
        ArgumentNullException.ThrowIfNull(talk);
        talk.Message.Reason = Reason;
        if (talk.Conversation.FloodAnsweredAt is { } last && talk.Now < last + options.Value.FloodRest)
        {
            return;
        }

        talk.Conversation.FloodAnsweredAt = talk.Now;
        talk.Answer(outbox, ReplyNames.SlowDown, new { });
    }

    /// <summary>Somebody unknown hears once a day that he is, unless too many strangers write to the number.</summary>
    public async Task AnswerStrangerAsync(Talk talk, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (talk.Conversation.StrangerAnsweredAt is { } last && talk.Now < last + StrangersRest)
        {
            return;
        }

        var anHourAgo = talk.Now.AddHours(-1);
        var answered = await db.Conversations
            .Where(found => found.PhoneNumberId == talk.Conversation.PhoneNumberId && found.StrangerAnsweredAt > anHourAgo)
            .Take(options.Value.StrangersPerHour).CountAsync(ct);
        if (answered < options.Value.StrangersPerHour)
        {
            talk.Conversation.StrangerAnsweredAt = talk.Now;
            talk.Answer(outbox, ReplyNames.Stranger, new { });
        }
    }
}
