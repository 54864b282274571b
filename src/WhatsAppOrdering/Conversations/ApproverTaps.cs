using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>An approver's tap: on an order, where the first decision wins and a later tap is told how it stands; or on whether somebody is still the same person.</summary>
public sealed class ApproverTaps(ConfirmOrder confirm, RejectOrder reject, ApproveOrder approve, Quarantine quarantine, TellApprover tell)
{
    public async Task HandleAsync(Talk talk, ButtonToken token, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(token);
        if (token.Action is ButtonAction.TrustLink or ButtonAction.DistrustLink)
        {
            await quarantine.AnswerAsync(talk, token, ct);
            return;
        }

        var wholesaler = new WholesalerId(token.Wholesaler);
        var id = new OrderId(token.Subject);
        await tell.ExecuteAsync(
            talk, wholesaler,
            token.Action switch
            {
                ButtonAction.ConfirmOrder => await confirm.ExecuteAsync(wholesaler, id, token.Version, talk.Actor, ct),
                ButtonAction.RejectOrder => await reject.ExecuteAsync(wholesaler, id, token.Version, talk.Actor, ct, from: OrderStatus.Placed),
                ButtonAction.DeclineOrder => await reject.ExecuteAsync(wholesaler, id, token.Version, talk.Actor, ct, "not approved", OrderStatus.AwaitingApproval),
                _ => await approve.ExecuteAsync(wholesaler, id, token.Version, talk.Actor, ct, raiseLimit: token.Action == ButtonAction.RaiseLimit),
            },
            ct);
    }
}
