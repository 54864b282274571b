using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What was said on the way to an order of the chat: the shop's messages from its cart's beginning to its yes, and our
/// answers to them. One person may talk to several wholesalers: what this one did not answer is not his to see.
/// </summary>
public sealed class ReadCartTalk(OrderingDb db)
{
    private const int MostMessages = 200;

    /// <summary>The answers after which the next message begins a new cart.</summary>
    private static readonly string[] ends = [ReplyNames.OrderPlaced, ReplyNames.ApprovalAsked, ReplyNames.ChangeAsked, ReplyNames.CartCancelled];

    private static readonly string[] ofCarts =
    [
        ReplyNames.CartSummary, ReplyNames.CartLines, ReplyNames.SameAgain, ReplyNames.Question, ReplyNames.NotUnderstood, ReplyNames.ChangeHow, ReplyNames.CartEmpty, ReplyNames.OrderDeclined, ReplyNames.Busy,
    ];

    /// <param name="yes">The answer to the shop's yes.</param>
    /// <returns>The newest first, without the yes itself.</returns>
    public async Task<IReadOnlyList<CartTalk>> ExecuteAsync(Order order, OutboxRow yes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(yes);
        var last = await db.Inbox.AsNoTracking().SingleOrDefaultAsync(message => message.PhoneNumberId == yes.PhoneNumberId && message.DedupeKey == yes.InReplyTo, ct);
        if (last?.PersonId is not { } person)
        {
            return [];
        }

        var said = await db.Inbox.AsNoTracking()
            .Where(message => message.PhoneNumberId == last.PhoneNumberId && message.PersonId == person && message.Kind == "Message"
                && (message.SentAt < last.SentAt || (message.SentAt == last.SentAt && message.Arrival < last.Arrival)))
            .OrderByDescending(message => message.SentAt).ThenByDescending(message => message.Arrival).Take(MostMessages)
            .Select(message => new CartTalk(
                message, db.Outbox.FirstOrDefault(row => row.PhoneNumberId == message.PhoneNumberId && row.InReplyTo == message.DedupeKey)))
            .ToListAsync(ct);
        return Of(order, last, said);
    }

    private static List<CartTalk> Of(Order order, InboxMessage last, IEnumerable<CartTalk> newestFirst)
    {
        var talk = new List<CartTalk>();
        // Several messages of one turn have one answer: those without belong to the next one that has it.
        var turn = last.HandledAt;
        foreach (var one in newestFirst)
        {
            if (one.Answer is { } answer)
            {
                if (answer.WholesalerId == order.WholesalerId && ends.Contains(answer.Reply))
                {
                    break;
                }

                turn = IsOfCart(answer, order) ? one.Message.HandledAt : null;
            }

            if (turn is not null && one.Message.HandledAt == turn)
            {
                talk.Add(one);
            }
        }

        return talk;
    }

    private static bool IsOfCart(OutboxRow answer, Order order)
    {
        if (answer.WholesalerId != order.WholesalerId || !ofCarts.Contains(answer.Reply))
        {
            return false;
        }

        using var facts = JsonDocument.Parse(answer.Facts);
        return !facts.RootElement.TryGetProperty("subject", out var subject) || !subject.TryGetGuid(out var cart) || cart == order.CartId;
    }
}

/// <summary>A message and what was answered to it directly, if anything was.</summary>
public sealed record CartTalk(InboxMessage Message, OutboxRow? Answer);
