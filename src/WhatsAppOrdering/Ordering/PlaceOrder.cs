using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>Reserves credit for a cart and, when it is granted, makes the order and asks the wholesaler. Joins the root's transaction.</summary>
public sealed class PlaceOrder(OrderingDb db, OrderLock orders, ExpireOrder expire, Reserve reserve, OrderNews news, IOptions<OrderOptions> options)
{
    /// <exception cref="Npgsql.PostgresException">55P03 when the line stays busy.</exception>
    public async Task<PlaceOutcome> ExecuteAsync(PlaceRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await db.EnterTenantAsync(request.Wholesaler, ct);
        var replaced = request.Replaces is { } old ? await orders.TakeAsync(request.Wholesaler, old, ct) : null;
        if (replaced is { IsOverdue: true })
        {
            await expire.ApplyAsync(replaced, ct);
        }

        if (replaced is { Order.Status: not OrderStatus.Placed })
        {
            return new PlaceOutcome(new Decision(), null) { NotReplaced = replaced.Order };
        }

        await news.PrepareAsync(request.Wholesaler, request.Retailer, ct);
        var id = OrderId.New();
        var decision = await reserve.ExecuteAsync(
            new ReserveRequest(
                request.Wholesaler, request.Line, request.Scope, request.Key, request.BodyHash(), id, OrderVersion: 1,
                request.Total, request.Currency, request.Actor)
            { Replaces = replaced?.Order.Credit },
            ct);
        if (decision.Replayed || !(decision.IsAccepted || (request.AskApproval && decision.Curable)))
        {
            return new PlaceOutcome(decision, null);
        }

        // A refused wish keeps its id to itself: the order that asks for approval is another thing than what was refused.
        var order = await MakeAsync(
            request, decision.IsAccepted ? id : OrderId.New(), decision.IsAccepted ? OrderStatus.Placed : OrderStatus.AwaitingApproval, decision.At!.Value, ct);
        if (decision.IsAccepted)
        {
            replaced?.MoveTo(OrderStatus.Cancelled, request.Actor, $"replaced by order {order.Number}");
        }

        await news.AskApproverAsync(decision.IsAccepted ? ReplyNames.OrderRequest : ReplyNames.ApprovalRequest, order, decision, ct, replaced?.Order.Number);
        return new PlaceOutcome(decision, order) { Supplier = news.Supplier };
    }

    private async Task<Order> MakeAsync(PlaceRequest request, OrderId id, OrderStatus status, DateTimeOffset now, CancellationToken ct)
    {
        var number = (await db.Database.SqlQuery<long>($"select nextval('order_number') as \"Value\"").ToListAsync(ct))[0];
        var order = new Order
        {
            WholesalerId = request.Wholesaler,
            Id = id,
            Number = number,
            RetailerId = request.Retailer,
            LineId = request.Line,
            Status = status,
            Currency = request.Currency,
            Total = request.Total,
            Channel = request.Channel,
            PhoneNumberId = request.Buyer?.PhoneNumberId,
            PlacedBy = request.Buyer?.Person,
            CartId = request.CartId,
            CartVersion = request.CartVersion,
            PlacedAt = now,
            ExpiresAt = now + options.Value.ConfirmWithin,
            MaxHoldUntil = now + options.Value.MaxHold,
        };
        order.Lines.AddRange(request.Lines.Select((line, position) => new OrderLine
        {
            WholesalerId = request.Wholesaler,
            OrderId = id,
            Position = position + 1,
            Sku = line.Sku,
            Name = line.Name,
            Quantity = line.Quantity,
            Unit = line.Unit,
            UnitPrice = line.UnitPrice,
            Total = line.Total,
        }));
        order.Transitions.Add(new OrderTransition
        {
            WholesalerId = request.Wholesaler,
            OrderId = id,
            Seq = 1,
            ToStatus = status,
            Actor = request.Actor,
            At = now,
        });
        db.Orders.Add(order);
        return order;
    }
}

/// <summary>
/// The decision, and the order when one was made now: placed, or after a refusal awaiting approval. (A replayed acceptance
/// made it before.)
/// </summary>
public sealed record PlaceOutcome(Decision Decision, Order? Order)
{
    /// <summary>The wholesaler's name, of an order that was made.</summary>
    public string? Supplier { get; init; }

    /// <summary>The order whose place was to be taken, when it no longer waits: then nothing was decided.</summary>
    public Order? NotReplaced { get; init; }
}
