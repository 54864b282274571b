using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>Whom we do not talk with: whoever sends too much, who is in quarantine, strangers, and who wrote to a number that is not ours.</summary>
public sealed class Admission(OrderingDb db, Floods floods, Outbox outbox)
{
    /// <returns>True when the message at hand goes no further; what is to be said to it is said.</returns>
    public async Task<bool> TurnsAwayAsync(Talk talk, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (await floods.IsFloodAsync(talk, ct))
        {
            floods.Answer(talk);
        }
        else if (talk.Buyers.Any() || talk.Approvers.Any())
        {
            return false;
        }
        else if (!await db.PhoneNumbers.AnyAsync(number => number.Id == talk.Conversation.PhoneNumberId, ct))
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

        return true;
    }
}
