using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Whatever an approver writes, he is shown the order that has waited longest, with its buttons.</summary>
public sealed class ApproverDialogue(OrderingDb db, ReadFigures figures, OrderNews news, Outbox outbox)
{
    public async Task HandleAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(inbound);
        foreach (var role in talk.Approvers)
        {
            await db.EnterTenantAsync(role.WholesalerId, ct);
            var oldest = await db.Orders.AsNoTracking().Include(order => order.Lines)
                .Where(order => order.WholesalerId == role.WholesalerId && (order.Status == OrderStatus.Placed || order.Status == OrderStatus.AwaitingApproval) && order.ExpiresAt > talk.Now)
                .OrderBy(order => order.PlacedAt).FirstOrDefaultAsync(ct);
            if (oldest is null)
            {
                continue;
            }

            var credit = await figures.ExecuteAsync(role.WholesalerId, oldest.RetailerId, wish: 0, ct);
            talk.Answer(outbox, ApproverTaps.RequestOf(oldest), await news.FactsAsync(oldest, credit!, ct), role.WholesalerId, oldest.Id);
            return;
        }

        talk.Answer(outbox, ReplyNames.ApproverHelp, new { }, talk.Approvers.First().WholesalerId);
    }
}
