using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What a shop is asked about an order that waits, and its answers by word or tap: which one to call off, whether, and whether
/// a higher price will do.
/// </summary>
public sealed class OrderQuestions(OrderingDb db, CancelOrder cancel, PriceRise prices, Outbox outbox)
{
    private const int MostOffered = 10;

    /// <returns>False when there is no order that could be meant.</returns>
    public async Task<bool> AskAsync(Talk talk, Membership buyer, Interpretation meaning, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(meaning);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var open = await OrdersOf(buyer)
            .Where(order => (order.Status == OrderStatus.Placed || order.Status == OrderStatus.AwaitingApproval) && order.ExpiresAt > talk.Now)
            .OrderBy(order => order.Number).Take(MostOffered).ToListAsync(ct);
        var named = meaning.OrderNumber is { } number ? await OrdersOf(buyer).FirstOrDefaultAsync(order => order.Number == number, ct)
            : meaning.OrderPlace is { } place ? open.ElementAtOrDefault(place - 1)
            : open.Count > 0 ? (open is [var only] ? only : null)
            : await OrdersOf(buyer).OrderByDescending(order => order.Number).FirstOrDefaultAsync(order => order.Status == OrderStatus.Confirmed || order.Status == OrderStatus.Dispatched, ct);
        if (named is not null)
        {
            await AskWhetherAsync(talk, buyer, named, ct);
        }
        else if (meaning.OrderNumber is { } unknown)
        {
            talk.Answer(outbox, ReplyNames.NoSuchOrder, new { Number = unknown }, buyer.WholesalerId);
        }
        else if (open.Count > 0)
        {
            AskWhich(talk, buyer, open);
        }

        return named is not null || meaning.OrderNumber is not null || open.Count > 0;
    }

    /// <summary>A yes to the question whether to cancel.</summary>
    public async Task CancelAskedAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (await AskedAboutAsync(talk, buyer, ct) is { } order)
        {
            await CancelAsync(talk, buyer, order, ct);
        }
    }

    /// <summary>A no to it.</summary>
    public async Task KeepAskedAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (await AskedAboutAsync(talk, buyer, ct) is { } order)
        {
            Keep(talk, buyer, order);
        }
    }

    public async Task CancelAsync(Talk talk, Membership buyer, Order order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(order);
        talk.Conversation.AskedLast(null);
        var outcome = await cancel.ExecuteAsync(buyer.WholesalerId, order.Id, talk.Actor, ct);
        if (outcome is TransitionOutcome.Done done)
        {
            talk.Answer(
                outbox, ReplyNames.OrderCancelled,
                new
                {
                    order.Number, Available = new MoneyFact(done.Credit.Available, order.Currency),
                    Released = done.Credit is Posting { Released: > 0 } back ? new MoneyFact(back.Released, order.Currency) : null,
                },
                buyer.WholesalerId, order.Id);
            return;
        }

        // This very tap may have ended an order whose time was over; the database does not know it yet.
        var now = outcome is TransitionOutcome.NotNow late ? late.Order : order;
        OrderState.Answer(talk, outbox, now, tooLate: IsOutOfHand(now));
    }

    /// <summary>"Keep it": what is over already is not kept by that.</summary>
    public void Keep(Talk talk, Membership buyer, Order order)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(order);
        talk.Conversation.AskedLast(null);
        if (Now(order, talk.Now) is var status && status is OrderStatus.Placed or OrderStatus.AwaitingApproval)
        {
            talk.Answer(outbox, ReplyNames.KeepOrderDone, new { order.Number }, buyer.WholesalerId, order.Id);
        }
        else
        {
            OrderState.Answer(talk, outbox, order, status);
        }
    }

    /// <summary>The order with a higher price that waits for a yes, when that is what he was told last; what was told after him, he has not seen.</summary>
    public async Task<Order?> OfferedAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var offered = (await OrdersOf(buyer).Include(order => order.Lines)
                .Where(order => order.Status == OrderStatus.Placed && order.ExpiresAt > talk.Now && order.Lines.Any(line => line.OfferedPrice != null))
                .ToListAsync(ct)).Select(order => order.Id).ToList();
        if (offered.Count == 0)
        {
            return null;
        }

        var (me, written) = (talk.Conversation.Key, talk.Message.SentAt ?? talk.Now);
        var told = await db.Outbox.AsNoTracking()
            .Where(row => row.PhoneNumberId == me.PhoneNumberId && row.PersonId == me.Person && row.Reply == ReplyNames.PriceRise
                && row.OrderId != null && offered.Contains(row.OrderId.Value) && row.AcceptedAt != null && row.AcceptedAt <= written.AddSeconds(1))
            .OrderByDescending(row => row.Id).Select(row => new { row.OrderId, row.AcceptedAt }).FirstOrDefaultAsync(ct);
        return told is not null && told.AcceptedAt > (talk.Conversation.Asked?.At ?? talk.Conversation.CartShownAt ?? DateTimeOffset.MinValue)
            ? await OrdersOf(buyer).Include(order => order.Lines).SingleAsync(order => order.Id == told.OrderId, ct)
            : null;
    }

    /// <param name="offer">Which offer was shown.</param>
    public async Task AcceptAsync(Talk talk, Membership buyer, Order order, int offer, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        ArgumentNullException.ThrowIfNull(order);
        MoneyFact Money(decimal amount) => new(amount, order.Currency);
        var outcome = await prices.AcceptAsync(buyer.WholesalerId, order.Id, offer, talk.Actor, ct);
        switch (outcome)
        {
            case TransitionOutcome.Done done:
                talk.Answer(
                    outbox, ReplyNames.PriceAccepted,
                    new { order.Number, Total = Money(done.Order.Total), Available = Money(done.Credit.Available), done.Order.ExpiresAt },
                    buyer.WholesalerId, order.Id);
                break;
            case TransitionOutcome.NotCovered refused:
                talk.Answer(
                    outbox, ReplyNames.PriceRefused,
                    new
                    {
                        WholesalerId = buyer.WholesalerId.Value, Subject = order.Id.Value, Version = offer, order.Number, refused.Decision.Code,
                        BeingChecked = refused.Decision.IsBeingChecked, ToPay = refused.Decision.ToPay is { } pay ? Money(pay) : null,
                        Total = Money(refused.Decision.Amount), Stands = Money(order.Total), Available = Money(refused.Decision.Available),
                    },
                    buyer.WholesalerId, order.Id);
                break;
            default:
                OrderState.Answer(talk, outbox, outcome is TransitionOutcome.NotNow now ? now.Order : order);
                break;
        }
    }

    /// <summary>A no to the higher price: then the order may be called off.</summary>
    public Task AskWhetherToCancelAsync(Talk talk, Membership buyer, Order order, CancellationToken ct) => AskWhetherAsync(talk, buyer, order, ct);

    /// <summary>Its state, where the sweep has not come by yet as after it.</summary>
    public static OrderStatus Now(Order order, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Status is OrderStatus.Placed or OrderStatus.AwaitingApproval && order.ExpiresAt <= now ? OrderStatus.Expired : order.Status;
    }

    private async Task AskWhetherAsync(Talk talk, Membership buyer, Order order, CancellationToken ct)
    {
        if (Now(order, talk.Now) is var status && status is not (OrderStatus.Placed or OrderStatus.AwaitingApproval))
        {
            OrderState.Answer(talk, outbox, order, status, IsOutOfHand(order));
            return;
        }

        if (talk.Conversation.Asked is { Kind: AskedKind.CancelOrder } asked && asked.Order == order.Id.Value && talk.Conversation.WasSeenBefore(talk.Message))
        {
            // He says it once more: that is his answer.
            await CancelAsync(talk, buyer, order, ct);
            return;
        }

        talk.Conversation.AskedLast(new Asked(AskedKind.CancelOrder, order.Id.Value, talk.Now));
        talk.Answer(
            outbox, ReplyNames.CancelQuestion,
            new
            {
                WholesalerId = order.WholesalerId.Value, Subject = order.Id.Value, order.Version, order.Number,
                Total = new MoneyFact(order.Total, order.Currency),
            },
            buyer.WholesalerId, order.Id);
    }

    private void AskWhich(Talk talk, Membership buyer, List<Order> open)
    {
        var times = talk.Conversation.Asked is { Kind: AskedKind.WhichOrder } asked ? asked.Times : 0;
        talk.Conversation.AskedLast(new Asked(AskedKind.WhichOrder, null, talk.Now, times + 1));
        talk.Answer(
            outbox, ReplyNames.CancelWhich,
            new
            {
                WholesalerId = buyer.WholesalerId.Value, Again = times % 2 == 1,
                Orders = open.Select((order, i) => new { Id = order.Id.Value, Name = $"{order.Number}", Total = new MoneyFact(order.Total, order.Currency), Place = i + 1 }),
            },
            buyer.WholesalerId);
    }

    /// <summary>Not the shop's to call off any more.</summary>
    private static bool IsOutOfHand(Order order) => order.Status is OrderStatus.Confirmed or OrderStatus.Dispatched or OrderStatus.Delivered;

    private async Task<Order?> AskedAboutAsync(Talk talk, Membership buyer, CancellationToken ct)
    {
        if (talk.Conversation.Asked is not { Kind: AskedKind.CancelOrder, Order: { } id })
        {
            return null;
        }

        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var asked = new OrderId(id);
        return await OrdersOf(buyer).FirstOrDefaultAsync(order => order.Id == asked, ct);
    }

    /// <summary>Without tracking, so that the use case behind it locks the row before it reads it.</summary>
    private IQueryable<Order> OrdersOf(Membership buyer) =>
        db.Orders.AsNoTracking().Where(order => order.WholesalerId == buyer.WholesalerId && order.RetailerId == buyer.RetailerId);
}
