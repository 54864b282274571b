using Microsoft.Extensions.Options;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>Reserves credit for a cart and, when it is granted, makes the order and asks the wholesaler. Joins the root's transaction.</summary>
public sealed class PlaceOrder(OrderLock orders, ExpireOrder expire, PlaceCall call, OrderNews news, Outbox outbox, IOptions<OrderOptions> options)
{
    /// <param name="end">Given when nothing else is written: then the transaction is over after it, unless nothing was decided.</param>
    /// <exception cref="Npgsql.PostgresException">55P03 when the line stays busy.</exception>
    public async Task<PlaceOutcome> ExecuteAsync(PlaceRequest request, CancellationToken ct, PlaceEnd? end = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Replaces is not null && end is not null)
        {
            throw new ArgumentException("Two orders are written then: the root commits.", nameof(end));
        }

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
        var draft = new OrderDraft(request, OrderId.New(), request.AskApproval ? OrderId.New() : null, options.Value.ConfirmWithin, options.Value.MaxHold);
        var placed = await call.ExecuteAsync(draft, Requests(draft, replaced?.Order.Number), replaced?.Order.Credit, end, ct);
        var outcome = draft.Outcome(placed.Decision, placed.Number) with { Supplier = news.Supplier };
        if (outcome.Order is { } order)
        {
            Tell(order);
            if (placed.Decision.IsAccepted)
            {
                replaced?.MoveTo(OrderStatus.Cancelled, request.Actor, $"replaced by order {order.Number}");
            }
        }

        return outcome;
    }

    /// <summary>To the first approver, for each state that the order may begin with; number, figures and times are the database's to fill in.</summary>
    private IReadOnlyList<Notice> Requests(OrderDraft draft, long? replaces)
    {
        if (news.FirstApprover is not { } approver)
        {
            return [];
        }

        Notice Request(string reply, OrderStatus status) =>
            outbox.Notice(approver, reply, news.Facts(draft.Order(status, 0, default), new Figures()) with { Replaces = replaces, Waiting = news.Waiting }, status.ToString());
        return draft.ApprovalId is null
            ? [Request(ReplyNames.OrderRequest, OrderStatus.Placed)]
            : [Request(ReplyNames.OrderRequest, OrderStatus.Placed), Request(ReplyNames.ApprovalRequest, OrderStatus.AwaitingApproval)];
    }

    private void Tell(Order order)
    {
        if (news.FirstApprover is { } approver)
        {
            outbox.Written(approver);
        }
        else
        {
            news.TellNobody(order);
        }
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
