using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// An order before its decision: all that it will be but its state, its number and its moment. With the decision and the
/// number it always makes the same order.
/// </summary>
/// <param name="ApprovalId">Of the order that asks for approval; null when none is to be asked.</param>
public sealed record OrderDraft(PlaceRequest Request, OrderId Id, OrderId? ApprovalId, TimeSpan ConfirmWithin, TimeSpan MaxHold)
{
    /// <param name="number">Null when no order was made.</param>
    public PlaceOutcome Outcome(Decision decision, long? number)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return new PlaceOutcome(decision, number is { } made ? Order(StateAfter(decision), made, decision.At!.Value) : null);
    }

    /// <summary>The order in one of the states that it may begin with.</summary>
    public Order Order(OrderStatus status, long number, DateTimeOffset at)
    {
        // A refused wish keeps its id to itself: the order that asks for approval is another thing than what was refused.
        var id = status == OrderStatus.Placed ? Id : ApprovalId!.Value;
        return new Order
        {
            WholesalerId = Request.Wholesaler,
            Id = id,
            Number = number,
            RetailerId = Request.Retailer,
            LineId = Request.Line,
            Status = status,
            Currency = Request.Currency,
            Total = Request.Total,
            Channel = Request.Channel,
            PhoneNumberId = Request.Buyer?.PhoneNumberId,
            PlacedBy = Request.Buyer?.Person,
            CartId = Request.CartId,
            CartVersion = Request.CartVersion,
            PlacedAt = at,
            ExpiresAt = at + ConfirmWithin,
            MaxHoldUntil = at + MaxHold,
            Lines = [.. Request.Lines.Select((line, place) => new OrderLine
            {
                WholesalerId = Request.Wholesaler,
                OrderId = id,
                Position = place + 1,
                Sku = line.Sku,
                Name = line.Name,
                Quantity = line.Quantity,
                Unit = line.Unit,
                UnitPrice = line.UnitPrice,
                Total = line.Total,
            })],
            Transitions =
            [
                new OrderTransition { WholesalerId = Request.Wholesaler, OrderId = id, Seq = 1, ToStatus = status, Actor = Request.Actor, At = at },
            ],
        };
    }

    internal static OrderStatus StateAfter(Decision decision) => decision.IsAccepted ? OrderStatus.Placed : OrderStatus.AwaitingApproval;
}
