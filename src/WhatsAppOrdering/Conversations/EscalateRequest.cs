using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>Asks the next approver in the place of one whom a request did not reach; when none is left, the shop is told. Joins the root's transaction.</summary>
public sealed class EscalateRequest(OrderingDb db, OrderLock orders, OrderNews news, ReadFigures figures, Outbox outbox)
{
    /// <returns>What became of it; null when another node was faster.</returns>
    public async Task<Escalation?> ExecuteAsync(UndeliveredRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var locked = await orders.TakeAsync(new WholesalerId(request.WholesalerId), new OrderId(request.OrderId), ct);
        var row = (await db.Outbox.FromSql($"""
            select * from outbox where phone_number_id = {request.PhoneNumberId} and id = {request.Id}
                and state in ('Failed', 'Dead') and escalation is null for no key update
            """).ToListAsync(ct)).SingleOrDefault();
        if (row is null)
        {
            return null;
        }

        row.Escalation = locked is { IsOverdue: false, Order: { Status: OrderStatus.Placed or OrderStatus.AwaitingApproval } order }
            ? await AskNextAsync(row, order, ct)
            : Escalation.TooLate;
        await outbox.SaveAsync(ct);
        return row.Escalation;
    }

    /// <summary>The same facts to the next approver who has not been asked.</summary>
    private async Task<Escalation> AskNextAsync(OutboxRow row, Order order, CancellationToken ct)
    {
        var asked = await db.Outbox.AsNoTracking()
            .Where(other => other.OrderId == order.Id && other.Reply == row.Reply)
            .Select(other => new { other.PhoneNumberId, other.PersonId }).ToListAsync(ct);
        var approvers = await news.ApproversAsync(order, ct);
        var next = approvers.Where(key => !asked.Exists(one => one.PhoneNumberId == key.PhoneNumberId && one.PersonId == key.Person)).ToList();
        if (next.Count == 0)
        {
            // He who was asked after this one may have it: then it is his answer that is waited for.
            if (await AnyUnderWayAsync(row, order, ct))
            {
                return Escalation.NextApprover;
            }

            await news.TellBuyerAsync(ReplyNames.OrderUnreached, order, (await figures.ExecuteAsync(order.WholesalerId, order.RetailerId, wish: 0, ct))!, ct);
            return Escalation.Nobody;
        }

        outbox.Add(next[0], row.Reply, JsonElement.Parse(row.Facts), row.WholesalerId, row.OrderId);
        return Escalation.NextApprover;
    }

    private Task<bool> AnyUnderWayAsync(OutboxRow row, Order order, CancellationToken ct) =>
        db.Outbox.AnyAsync(
            other => other.OrderId == order.Id && other.Reply == row.Reply && other.Id != row.Id
                && other.State != OutboxState.Failed && other.State != OutboxState.Dead,
            ct);
}
