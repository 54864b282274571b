using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>Who is told what about an order: rows of the outbox, by reference, with the figures of this moment.</summary>
public sealed class OrderNews(OrderingDb db, Outbox outbox)
{
    /// <summary>To every approver of the wholesaler.</summary>
    public async Task TellApproversAsync(string reply, Order order, Figures credit, CancellationToken ct)
    {
        var facts = await FactsAsync(order, credit, ct);
        var approvers = await db.Memberships.AsNoTracking()
            .Where(member => member.WholesalerId == order.WholesalerId && member.Role == Role.Approver)
            .OrderBy(member => member.PersonId)
            .ToListAsync(ct);
        foreach (var approver in approvers)
        {
            outbox.Add(approver.PersonKey, reply, facts, order.WholesalerId, order.Id);
        }
    }

    /// <summary>To the person who placed the order in chat, if someone did.</summary>
    public async Task TellBuyerAsync(string reply, Order order, Figures credit, CancellationToken ct)
    {
        if (order.Buyer is { } buyer)
        {
            outbox.Add(buyer, reply, await FactsAsync(order, credit, ct), order.WholesalerId, order.Id);
        }
    }

    /// <summary>The facts of an order that its replies draw on.</summary>
    public async Task<OrderFacts> FactsAsync(Order order, Figures credit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(credit);
        var shop = await db.Retailers.AsNoTracking()
            .Where(retailer => retailer.WholesalerId == order.WholesalerId && retailer.Id == order.RetailerId)
            .Select(retailer => retailer.Name).SingleAsync(ct);
        var supplier = await db.Wholesalers.AsNoTracking()
            .Where(wholesaler => wholesaler.Id == order.WholesalerId)
            .Select(wholesaler => wholesaler.Name).SingleAsync(ct);
        MoneyFact Money(decimal amount) => new(amount, order.Currency);
        return new OrderFacts(
            order.WholesalerId.Value, order.Id.Value, order.Version, order.Number, order.Status.ToString(), shop, supplier,
            [.. order.Lines.OrderBy(line => line.Position).Select(line => new LineFact(line.Quantity, line.Unit, line.Name, Money(line.Total)))],
            Money(order.Total), Money(credit.Available), Money(credit.Limit), Money(credit.Held), Money(credit.Owed),
            order.ExpiresAt, order.MaxHoldUntil, order.DecidedAt);
    }
}

/// <summary>An order as replies show it.</summary>
public sealed record OrderFacts(
    Guid WholesalerId, Guid Subject, int Version, long Number, string State, string Shop, string Supplier,
    IReadOnlyList<LineFact> Lines, MoneyFact Total, MoneyFact Available, MoneyFact Limit, MoneyFact Held, MoneyFact Owed,
    DateTimeOffset ExpiresAt, DateTimeOffset OuterBound, DateTimeOffset? DecidedAt);
