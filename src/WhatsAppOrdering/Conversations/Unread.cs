using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>A caption counts as text; what cannot be read goes to the office, and the shop is told so.</summary>
public sealed class Unread(OfficeNotes notes, Carts carts, Interpretations interpretations, Outbox outbox)
{
    /// <summary>Ten stickers within it get one answer.</summary>
    private static readonly TimeSpan OnceIn = TimeSpan.FromMinutes(1);

    private const int ShownOfLast = 60;

    /// <returns>The words of the message; null when it has none and is done with.</returns>
    public async Task<string?> WordsOfAsync(Talk talk, Membership buyer, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(inbound);
        await notes.AddAsync(talk, buyer, inbound, ct);
        if (!string.IsNullOrWhiteSpace(inbound.Words))
        {
            TellIfCut(talk, buyer, inbound.Words, outbox);
            return inbound.Words;
        }

        if (!await outbox.WasSaidAsync(talk.Conversation.Key, ReplyNames.NotText, talk.Now - OnceIn, ct))
        {
            var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
            talk.Answer(
                outbox, ReplyNames.NotText,
                new
                {
                    Kind = inbound.Type, Office = inbound.Content is InboundContent.Media or InboundContent.Location,
                    Example = interpretations.ExamplesOf(catalog) is [var example, ..] ? example : null,
                },
                buyer.WholesalerId);
        }

        return null;
    }

    /// <summary>Of a message that is too long to be read whole it is said how far it was, before its answer.</summary>
    public static void TellIfCut(Talk talk, Membership buyer, string words, Outbox outbox)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(outbox);
        var read = Interpreter.PartRead(words);
        if (read.Length < words.Length)
        {
            var last = read.TrimEnd().Split('\n')[^1].Trim();
            outbox.Add(talk.Conversation.Key, ReplyNames.MessageCut, new { Last = last[^Math.Min(last.Length, ShownOfLast)..].TrimStart() }, buyer.WholesalerId);
        }
    }
}
