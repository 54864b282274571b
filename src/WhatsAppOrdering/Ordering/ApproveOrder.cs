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
public sealed class ApproveOrder(TakeOrder orders, Reserve reserve, Postings credit, OrderNews news, IOptions<OrderOptions> options)
{
    /// <param name="version">What the decider saw; null for whatever it is.</param>
    /// <param name="raiseLimit">Raise the limit to what is used with this order, too.</param>
    /// <param name="reason">Why, in the approver's words.</param>
    public async Task<TransitionOutcome> ExecuteAsync(
        WholesalerId wholesaler, OrderId id, int? version, string actor, CancellationToken ct, bool raiseLimit = false, string? reason = null)
    {
        var (locked, instead) = await orders.ExecuteAsync(
            wholesaler, id, found => found.Version == (version ?? found.Version) && found.Status == OrderStatus.AwaitingApproval, ct);
        if (locked is null)
        {
            return instead!;
        }

        var order = locked.Order;
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
