using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>Reserves credit for a cart and, when it is granted, makes the order and asks the wholesaler. Joins the root's transaction.</summary>
public sealed class PlaceOrder(OrderingDb db, Reserve reserve, OrderNews news, IOptions<OrderOptions> options)
{
    /// <exception cref="Npgsql.PostgresException">55P03 when the line stays busy.</exception>
    public async Task<PlaceOutcome> ExecuteAsync(PlaceRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await db.EnterTenantAsync(request.Wholesaler, ct);
        var id = OrderId.New();
        var decision = await reserve.ExecuteAsync(
            new ReserveRequest(
                request.Wholesaler, request.Line, request.Scope, request.Key, request.BodyHash(), id, OrderVersion: 1,
                request.Total, request.Currency, request.Actor),
            ct);
        if (!decision.IsAccepted || decision.Replayed)
        {
            return new PlaceOutcome(decision, null);
        }

        var order = await MakeAsync(request, id, decision.At!.Value, ct);
        await news.TellApproversAsync(ReplyNames.OrderRequest, order, decision, ct);
        return new PlaceOutcome(decision, order);
    }

    private async Task<Order> MakeAsync(PlaceRequest request, OrderId id, DateTimeOffset now, CancellationToken ct)
    {
        var number = (await db.Database.SqlQuery<long>($"select nextval('order_number') as \"Value\"").ToListAsync(ct))[0];
        var order = new Order
        {
            WholesalerId = request.Wholesaler,
            Id = id,
            Number = number,
            RetailerId = request.Retailer,
            LineId = request.Line,
            Status = OrderStatus.Placed,
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
            ToStatus = OrderStatus.Placed,
            Actor = request.Actor,
            At = now,
        });
        db.Orders.Add(order);
        return order;
    }
}

/// <summary>The decision, and the order when one was made now (a replayed acceptance made it before).</summary>
public sealed record PlaceOutcome(Decision Decision, Order? Order);
