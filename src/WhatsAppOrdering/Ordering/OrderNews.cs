using System.Globalization;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>Who is told what about an order: rows of the outbox, by reference, with the figures of this moment.</summary>
public sealed partial class OrderNews(OrderingDb db, Outbox outbox, ILogger<OrderNews> log)
{
    /// <summary>One row for each approver, in the order in which they are asked; one row without when there is none.</summary>
    private const string NamesSql = """
        select shop.name, supplier.name, supplier.currency_digits::int, member.phone_number_id, member.person_id,
            (select count(*) from (select from sales_order o where o.wholesaler_id = supplier.id and o.status in ('Placed', 'AwaitingApproval') limit 21) waiting)
        from retailer shop join wholesaler supplier on supplier.id = shop.wholesaler_id
        left join membership member on member.wholesaler_id = supplier.id and member.role = 'Approver' and member.quarantined_at is null
        where shop.wholesaler_id = $1 and shop.id = $2
        order by member.created_at, member.id
        """;

    private const int MostCounted = 20;

    private Names? _names;

    /// <summary>Reads the names that facts show. Whoever is about to lock a line calls it before, to hold the lock for less.</summary>
    public async Task PrepareAsync(WholesalerId wholesaler, RetailerId retailer, CancellationToken ct)
    {
        if (_names is { } known && known.Wholesaler == wholesaler && known.Retailer == retailer)
        {
            return;
        }

        await using var batch = db.NewBatch();
        batch.Add(NamesSql, wholesaler.Value, retailer.Value);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            _names = _names is { } begun && begun.Retailer == retailer
                ? begun
                : new Names(wholesaler, retailer, reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt64(5), []);
            if (!await reader.IsDBNullAsync(3, ct))
            {
                _names.Approvers.Add(new PersonKey(reader.GetString(3), new PersonId(reader.GetGuid(4))));
            }
        }
    }

    /// <summary>The wholesaler's name, once prepared.</summary>
    public string? Supplier => _names?.Supplier;

    /// <summary>How many orders wait for the wholesaler's answer, once prepared, in words that need no more counting; null for none.</summary>
    public string? Waiting => _names?.Waiting switch
    {
        null or 0 => null,
        > MostCounted => $"{MostCounted}+",
        { } some => some.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>To the first of the wholesaler's approvers; whoever comes after him is asked when it cannot be delivered.</summary>
    /// <param name="replaces">The number of the order whose place it takes.</param>
    public async Task AskApproverAsync(string reply, Order order, Figures credit, CancellationToken ct, long? replaces = null)
    {
        ArgumentNullException.ThrowIfNull(order);
        await PrepareAsync(order.WholesalerId, order.RetailerId, ct);
        if (FirstApprover is { } first)
        {
            outbox.Add(first, reply, Facts(order, credit) with { Replaces = replaces }, order.WholesalerId, order.Id);
        }
        else
        {
            TellNobody(order);
        }
    }

    /// <summary>Whom <see cref="AskApproverAsync"/> asks, once prepared; null when there is nobody.</summary>
    public PersonKey? FirstApprover => _names!.Approvers is [var first, ..] ? first : null;

    /// <summary>There was nobody to ask.</summary>
    public void TellNobody(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Buyer is not null)
        {
            // Over HTTP the caller confirms; from a chat somebody must.
            LogNoApprover(order.Id.Value, order.WholesalerId.Value);
        }
    }

    /// <summary>To every approver who was asked about the order.</summary>
    public async Task TellApproversAsync(string reply, Order order, Figures credit, CancellationToken ct)
    {
        var facts = await FactsAsync(order, credit, ct);
        var asked = await db.Outbox.AsNoTracking()
            .Where(row => row.OrderId == order.Id && (row.Reply == ReplyNames.OrderRequest || row.Reply == ReplyNames.ApprovalRequest))
            .Select(row => new { row.PhoneNumberId, row.PersonId }).Distinct().ToListAsync(ct);
        foreach (var approver in _names!.Approvers.Where(key => asked.Exists(one => one.PhoneNumberId == key.PhoneNumberId && one.PersonId == key.Person)))
        {
            outbox.Add(approver, reply, facts, order.WholesalerId, order.Id);
        }
    }

    /// <summary>The wholesaler's approvers in the order in which they are asked.</summary>
    public async Task<IReadOnlyList<PersonKey>> ApproversAsync(Order order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        await PrepareAsync(order.WholesalerId, order.RetailerId, ct);
        return _names!.Approvers;
    }

    /// <summary>To the person who placed the order in chat, if someone did.</summary>
    public async Task TellBuyerAsync(string reply, Order order, Figures credit, CancellationToken ct)
    {
        if (order.Buyer is { } buyer)
        {
            outbox.Add(buyer, reply, await FactsAsync(order, credit, ct), order.WholesalerId, order.Id);
        }
    }

    /// <summary>Puts the offered prices to the person who placed the order; the buttons are bound to this offer.</summary>
    public async Task OfferAsync(Order order, decimal total, Figures credit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Buyer is { } buyer)
        {
            var facts = await FactsAsync(order, credit, ct) with
            {
                Version = order.Offer,
                OfferedTotal = new MoneyFact(total, order.Currency),
                Prices = [.. order.Lines.Where(line => line.OfferedPrice is not null).OrderBy(line => line.Position).Select(line => new PriceFact(
                    line.Name, line.Unit, new MoneyFact(line.UnitPrice, order.Currency), new MoneyFact(line.OfferedPrice!.Value, order.Currency)))],
            };
            outbox.Add(buyer, ReplyNames.PriceRise, facts, order.WholesalerId, order.Id);
        }
    }

    /// <summary>The facts of an order that its replies draw on.</summary>
    public async Task<OrderFacts> FactsAsync(Order order, Figures credit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(credit);
        await PrepareAsync(order.WholesalerId, order.RetailerId, ct);
        return Facts(order, credit);
    }

    /// <summary>The same, once prepared.</summary>
    internal OrderFacts Facts(Order order, Figures credit)
    {
        MoneyFact Money(decimal amount) => new(amount, order.Currency);
        return new OrderFacts(
            order.WholesalerId.Value, order.Id.Value, order.Version, order.Number, order.Status.ToString(), _names!.Shop, _names.Supplier,
            [.. order.Lines.OrderBy(line => line.Position).Select(line => new LineFact(line.QuantityNow, line.Unit, line.Name, Money(line.TotalOf(line.QuantityNow, _names.Digits))))
                .Where(line => line.Quantity > 0)],
            Money(order.Amount), Money(credit.Available), Money(credit.Limit), Money(credit.Held), Money(credit.Owed),
            order.ExpiresAt, order.MaxHoldUntil, order.DecidedAt, order.Reason, order.DueAt)
        {
            Released = credit is Posting { Released: > 0 } back ? Money(back.Released) : null,
        };
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Order {OrderId} holds credit and waits, but wholesaler {WholesalerId} has no approver to ask.")]
    private partial void LogNoApprover(Guid orderId, Guid wholesalerId);

    private sealed record Names(WholesalerId Wholesaler, RetailerId Retailer, string Shop, string Supplier, int Digits, long Waiting, List<PersonKey> Approvers);
}

/// <summary>An order as replies show it.</summary>
public sealed record OrderFacts(
    Guid WholesalerId, Guid Subject, int Version, long Number, string State, string Shop, string Supplier,
    IReadOnlyList<LineFact> Lines, MoneyFact Total, MoneyFact Available, MoneyFact Limit, MoneyFact Held, MoneyFact Owed,
    DateTimeOffset ExpiresAt, DateTimeOffset OuterBound, DateTimeOffset? DecidedAt, string? Reason, DateTimeOffset? DueAt)
{
    /// <summary>The number of the order whose place this one takes.</summary>
    public long? Replaces { get; init; }

    /// <summary>What was held for it and is free again; null when nothing was.</summary>
    public MoneyFact? Released { get; init; }

    /// <summary>The other orders that wait for the same wholesaler.</summary>
    public IReadOnlyList<WaitingFact>? Others { get; init; }

    /// <summary>How many others wait, where they are not listed.</summary>
    public string? Waiting { get; init; }

    /// <summary>Why an approval was refused.</summary>
    public string? Code { get; init; }

    /// <summary>It was refused because the line is frozen.</summary>
    public bool BeingChecked { get; init; }

    /// <summary>What the order would come to with the offered prices.</summary>
    public MoneyFact? OfferedTotal { get; init; }

    public IReadOnlyList<PriceFact>? Prices { get; init; }
}

/// <summary>An order that waits for its answer.</summary>
public sealed record WaitingFact(long Number, string Shop, MoneyFact Total);

/// <summary>A line's price per unit as it is and as it is offered.</summary>
public sealed record PriceFact(string Name, string Unit, MoneyFact Was, MoneyFact Now);
