using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Ordering;

/// <summary>
/// The wholesaler grants one order what the policy refused: an override that names this order and amount, once. What no
/// approval cures (a hold, a closed line) refuses still; the order's version is raised then, so that it can be asked again
/// once that is over. What is granted still waits for its confirmation, for which the caller asks. Joins the root's transaction.
/// </summary>
public sealed class ApproveOrder(OrderLock orders, Reserve reserve, Postings credit, ExpireOrder expire, OrderNews news, IOptions<OrderOptions> options)
{
    /// <param name="version">What the decider saw; null for whatever it is.</param>
    /// <param name="raiseLimit">Raise the limit to what is used with this order, too.</param>
    /// <param name="reason">Why, in the approver's words.</param>
    public async Task<TransitionOutcome> ExecuteAsync(
        WholesalerId wholesaler, OrderId id, int? version, string actor, CancellationToken ct, bool raiseLimit = false, string? reason = null)
    {
        if (await orders.TakeAsync(wholesaler, id, ct) is not { } locked)
        {
            return new TransitionOutcome.Unknown();
        }

        var order = locked.Order;
        if (locked.IsOverdue)
        {
            await expire.ApplyAsync(locked, ct);
            return new TransitionOutcome.NotNow(order);
        }

        if ((version is { } seen && seen != order.Version) || order.Status != OrderStatus.AwaitingApproval)
        {
            return new TransitionOutcome.NotNow(order);
        }

        var decision = await reserve.ExecuteAsync(
            new ReserveRequest(
                wholesaler, order.LineId, "approval", $"{id.Value:N}.{order.Version}", SHA256.HashData(Encoding.UTF8.GetBytes($"{order.Total}")),
                id, order.Version, order.Total, order.Currency, actor)
            { Approved = true, Reason = reason },
            ct);
        if (!decision.IsAccepted)
        {
            order.Version++;
            return new TransitionOutcome.Refused(order, decision);
        }

        locked.MoveTo(OrderStatus.Placed, actor, reason ?? "approved");
        order.ExpiresAt = options.Value.Renewed(order, locked.Now);
        Figures after = raiseLimit ? await credit.SetLimitToUsedAsync(order.Credit, actor, ct) : decision;
        await news.TellBuyerAsync(ReplyNames.OrderApproved, order, after, ct);
        return new TransitionOutcome.Done(order, after);
    }
}
