using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>A shop's tap: on its cart, on an order that it has placed, or on which wholesaler it means.</summary>
public sealed class ShopTaps(CartTaps carts, OrderTaps orders, WholesalerChoice wholesalers)
{
    /// <returns>False when the tap is none of a shop's, or not of this shop's at that wholesaler.</returns>
    public async Task<bool> HandleAsync(Talk talk, ButtonToken token, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(token);
        var wholesaler = new WholesalerId(token.Wholesaler);
        switch (token.Action)
        {
            case ButtonAction.ConfirmCart or ButtonAction.AskApproval or ButtonAction.ChangeCart or ButtonAction.CancelCart or ButtonAction.AddAgain
                or ButtonAction.FitCart or ButtonAction.ChangeLine or ButtonAction.ChooseProduct when talk.BuyerAt(wholesaler) is { } buyer:
                await carts.HandleAsync(talk, buyer, token, ct);
                return true;
            case ButtonAction.CancelOrder or ButtonAction.KeepOrder or ButtonAction.ChangeOrder or ButtonAction.AcceptPrices or ButtonAction.Reorder
                when talk.BuyerAt(wholesaler) is { } buyer:
                await orders.HandleAsync(talk, buyer, token, ct);
                return true;
            case ButtonAction.ChooseWholesaler when talk.BuyerAt(new WholesalerId(token.Subject)) is { } buyer:
                wholesalers.Choose(talk, buyer);
                return true;
            case ButtonAction.MoreWholesalers when talk.Buyers.Any():
                await wholesalers.AskAsync(talk, after: token.Subject, ct);
                return true;
            default:
                return false;
        }
    }
}
