using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>A shop's yes to its cart: prices that were shown are checked, credit is reserved, the answer says what came of it.</summary>
public sealed class PlaceCart(OrderingDb db, Carts carts, PlaceOrder place, OfficeNotes notes, Outbox outbox)
{
    /// <param name="askApproval">When the credit refuses it and the wholesaler can cure that, ask him.</param>
    public async Task ExecuteAsync(Talk talk, Membership buyer, CancellationToken ct, bool askApproval = false)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(buyer);
        var conversation = talk.Conversation;
        var catalog = await carts.CatalogAsync(buyer.WholesalerId, ct);
        if (!Carts.Reprice(conversation.Lines, catalog).SequenceEqual(conversation.Lines))
        {
            // He said yes to other prices: ask again.
            talk.ShowCart(buyer, show => show with { Repriced = true });
            return;
        }

        await db.EnterTenantAsync(buyer.WholesalerId, ct);
        var line = await db.CreditLines.AsNoTracking()
            .Where(found => found.WholesalerId == buyer.WholesalerId && found.RetailerId == buyer.RetailerId)
            .Select(found => new { found.Id, found.CurrencyDigits }).SingleOrDefaultAsync(ct);
        var lines = Carts.Price(conversation.Lines, catalog, catalog.CurrencyDigits);
        var replaced = (await carts.ReplacedAsync(conversation, buyer.WholesalerId, ct))?.Number;
        var outcome = await place.ExecuteAsync(
            new PlaceRequest
            {
                Wholesaler = buyer.WholesalerId,
                Line = line?.Id ?? new CreditLineId(Guid.Empty),
                Retailer = buyer.RetailerId!.Value,
                Currency = catalog.Currency,
                Lines = lines,
                Scope = "cart",
                Key = $"{conversation.CartId:N}.{conversation.CartVersion}",
                Channel = "chat",
                Actor = talk.Actor,
                Buyer = conversation.Key,
                CartId = conversation.CartId,
                CartVersion = conversation.CartVersion,
                Replaces = conversation.ReplacesOrder,
                // Two orders would hold credit until the answer: a change is granted or it is not.
                AskApproval = askApproval && replaced is null,
            },
            ct);
        talk.DropCartShow();
        if (outcome is { Order: null, Decision.IsAccepted: true })
        {
            // This very version became an order before: it is one order, and its state is the answer.
            talk.Conversation.StartNewCart();
            var before = new OrderId(outcome.Decision.OrderId);
            OrderState.Answer(talk, outbox, await db.Orders.AsNoTracking().SingleAsync(found => found.WholesalerId == buyer.WholesalerId && found.Id == before, ct));
            return;
        }

        if (outcome.NotReplaced is { } tooLate)
        {
            await AnswerTooLateAsync(talk, buyer, tooLate, lines, ct);
            return;
        }

        Answer(talk, buyer, outcome, lines.Sum(item => item.Total), catalog.Currency, replaced);
    }

    /// <summary>Once it is confirmed, a change is the wholesaler's to make; what ended otherwise can be ordered anew.</summary>
    private async Task AnswerTooLateAsync(Talk talk, Membership buyer, Order order, IReadOnlyList<PricedLine> lines, CancellationToken ct)
    {
        if (order.Status is OrderStatus.Rejected or OrderStatus.Cancelled or OrderStatus.Expired)
        {
            talk.Conversation.ReplacesOrder = null;
            talk.Conversation.AskAnew();
            talk.ShowCart(buyer);
            return;
        }

        var wish = string.Join(", ", lines.Select(line => FormattableString.Invariant($"{line.Quantity:0.####} {line.Unit} {line.Name}")));
        await notes.AddAsync(talk, buyer, "edit", order.Id, wish, null, ct);
        talk.Conversation.StartNewCart();
        talk.Answer(outbox, ReplyNames.ChangeAsked, new { order.Number, State = order.Status.ToString() }, buyer.WholesalerId, order.Id);
    }

    private void Answer(Talk talk, Membership buyer, PlaceOutcome outcome, decimal total, string currency, long? replaced)
    {
        var decision = outcome.Decision;
        MoneyFact Money(decimal amount) => new(amount, currency);
        if (outcome.Order is { } order)
        {
            talk.Conversation.StartNewCart();
            var waits = order.Status == OrderStatus.Placed;
            talk.Answer(
                outbox, waits ? ReplyNames.OrderPlaced : ReplyNames.ApprovalAsked,
                new
                {
                    WholesalerId = buyer.WholesalerId.Value, Subject = order.Id.Value, order.Version, order.Number, Replaces = replaced, outcome.Supplier,
                    Total = Money(order.Total), Available = Money(decision.Available), order.ExpiresAt, OuterBound = order.MaxHoldUntil,
                },
                buyer.WholesalerId, order.Id);
            return;
        }

        // A refusal makes "pay, then confirm" a new question: the answer carries the button of the next version.
        talk.Conversation.AskAnew();
        var times = talk.Conversation.Asked is { Kind: AskedKind.Refused } before ? before.Times + 1 : 1;
        talk.Conversation.AskedLast(new Asked(AskedKind.Refused, null, talk.Now, times));
        talk.Answer(
            outbox, ReplyNames.OrderDeclined,
            new
            {
                WholesalerId = buyer.WholesalerId.Value, Subject = talk.Conversation.CartId, Version = talk.Conversation.CartVersion,
                decision.Code, decision.Reason, BeingChecked = decision.IsBeingChecked, Total = Money(total), Available = Money(decision.Available),
                Shortfall = Money(decision.Shortfall), Limit = Money(decision.Limit), Held = Money(decision.Held), Owed = Money(decision.Owed),
                Fits = decision.Fits > 0 ? Money(decision.Fits) : null, Overdue = Money(decision.Overdue), ToPay = decision.ToPay is { } pay ? Money(pay) : null, decision.NextDueAt,
                NextDue = decision.NextDueAmount is { } next ? Money(next) : null,
                Curable = decision.Curable && replaced is null, Kept = replaced, Again = times > 1,
                Retry = decision.Code is not ("CREDIT_CLOSED" or "RETAILER_SUSPENDED" or "UNKNOWN_LINE"),
                Blocked = decision.Code is "CREDIT_CLOSED" or "RETAILER_SUSPENDED" or "UNKNOWN_LINE" or "CREDIT_BLOCKED",
            },
            buyer.WholesalerId);
    }
}
