using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Works off the leased messages of one person inside the root's transaction: lock, understand, decide, owe the answers.</summary>
public sealed class Turn(BeginTalk begin, Inbox inbox, AnswerMessage answer, CartBubbles carts, Outbox outbox)
{
    /// <param name="begins">Told the key of each message before it is worked on, so that a failure is put to the right one.</param>
    public async Task RunAsync(PersonKey person, IReadOnlyList<string> keys, Guid owner, Action<string> begins, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(begins);
        if (await begin.ExecuteAsync(person, keys, owner, ct) is not var (talk, messages))
        {
            return;
        }

        foreach (var message in messages)
        {
            begins(message.DedupeKey);
            talk.Message = message;
            await answer.ExecuteAsync(talk, InboundMessage.Read(message.Raw), ct);
            inbox.Finish(message, talk.Now);
        }

        if (talk.Show is { } show)
        {
            await carts.ShowAsync(talk, show, ct);
        }

        outbox.InOrderOf([.. messages.Select(message => message.DedupeKey)]);
        await outbox.SaveAsync(ct);
    }
}
