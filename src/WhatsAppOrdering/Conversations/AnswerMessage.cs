using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Who takes a message: it is news of its sender, a tap, a shop's or an approver's, or it is turned away.</summary>
public sealed class AnswerMessage(SenderNews news, Admission admission, Taps taps, RetailerDialogue retailers, ApproverDialogue approvers)
{
    public async Task ExecuteAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(inbound);
        if (inbound.GroupId is not null)
        {
            // What is said among several is no word to us: it touches nobody's cart, and a yes there is no yes.
            talk.Message.Reason = "in a group";
            return;
        }

        // News of the sender has no answer, and neither has a reaction: a thumb is not a yes.
        if (await news.LookAsync(talk, inbound, ct) || inbound.Content is InboundContent.Reaction || await admission.TurnsAwayAsync(talk, ct))
        {
            return;
        }

        if (inbound.ReplyToken is { } token)
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
}
