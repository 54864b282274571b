using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>The line or the order stayed busy: says so, and nothing was decided, so that the same tap can be tried again. Joins the root's transaction.</summary>
public sealed class AnswerBusy(BeginTalk begin, Inbox inbox, Classify classify, ButtonTokens tokens, Outbox outbox)
{
    /// <returns>False when a message asked for neither: what it said must not be lost, so it is a failure to try again.</returns>
    public async Task<bool> ExecuteAsync(PersonKey person, IReadOnlyList<string> keys, Guid owner, CancellationToken ct)
    {
        if (await begin.ExecuteAsync(person, keys, owner, ct) is not var (talk, messages))
        {
            return true;
        }

        if (!messages.All(classify.LocksOrderOrLine))
        {
            return false;
        }

        foreach (var message in messages)
        {
            talk.Message = message;
            Answer(talk, InboundMessage.Read(message.Raw));
            inbox.Finish(message, talk.Now);
        }

        await outbox.SaveAsync(ct);
        return true;
    }

    /// <summary>A cart's yes can be tapped again as it stands.</summary>
    private void Answer(Talk talk, InboundMessage inbound)
    {
        var conversation = talk.Conversation;
        var isCart = inbound.ReplyToken is null
            || tokens.Read(inbound.ReplyToken, talk.Person.Id.Value) is { Action: ButtonAction.ConfirmCart or ButtonAction.AskApproval };
        if (isCart && conversation is { WholesalerId: { } wholesaler, Asked: null or { Kind: AskedKind.Refused } })
        {
            talk.Answer(
                outbox, ReplyNames.Busy,
                new { WholesalerId = wholesaler.Value, Subject = conversation.CartId, Version = conversation.CartVersion }, wholesaler);
        }
        else
        {
            talk.Answer(outbox, ReplyNames.BusyTap, new { });
        }
    }
}
