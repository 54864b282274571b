using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>What an approver reads after his tap on an order.</summary>
public sealed class TellApprover(OrderingDb db, ReadFigures figures, OrderNews news, Outbox outbox)
{
    public async Task ExecuteAsync(Talk talk, WholesalerId wholesaler, TransitionOutcome outcome, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        switch (outcome)
        {
            case TransitionOutcome.Done { Order: { Status: OrderStatus.Placed } approved } granted:
                talk.Answer(outbox, ReplyNames.OrderRequest, await news.FactsAsync(approved, granted.Credit, ct), wholesaler, approved.Id);
                break;
            case TransitionOutcome.Done done:
                talk.Answer(
                    outbox, ReplyNames.ApproverDone,
                    new
                    {
                        done.Order.Number, State = done.Order.Status.ToString(), Shop = await ShopAsync(done.Order, ct),
                        Total = new MoneyFact(done.Order.Total, done.Order.Currency),
                        Owed = new MoneyFact(done.Credit.Owed, done.Order.Currency), Held = new MoneyFact(done.Credit.Held, done.Order.Currency),
                    },
                    wholesaler, done.Order.Id);
                break;
            case TransitionOutcome.Refused refused:
                talk.Answer(
                    outbox, ReplyNames.ApprovalRefused,
                    await news.FactsAsync(refused.Order, refused.Decision, ct) with { Code = refused.Decision.Code, Reason = refused.Decision.Reason, BeingChecked = refused.Decision.IsBeingChecked },
                    wholesaler, refused.Order.Id);
                break;
            case TransitionOutcome.NotNow { Order: { Status: OrderStatus.Placed or OrderStatus.AwaitingApproval } waits }:
                // It has changed since the tapped bubble was sent: he is asked about it as it is.
                talk.Answer(outbox, RequestOf(waits), await FactsAsync(waits, ct), wholesaler, waits.Id);
                break;
            case TransitionOutcome.NotNow notNow:
                talk.Answer(
                    outbox, ReplyNames.ApproverTooLate,
                    new { notNow.Order.Number, State = notNow.Order.Status.ToString(), Shop = await ShopAsync(notNow.Order, ct), notNow.Order.DecidedAt },
                    wholesaler, notNow.Order.Id);
                break;
            default:
                talk.Answer(outbox, ReplyNames.TapInvalid, new { });
                break;
        }
    }

    /// <summary>The question that an unconfirmed order puts to its approver.</summary>
    internal static string RequestOf(Order order) =>
        order.Status == OrderStatus.AwaitingApproval ? ReplyNames.ApprovalRequest : ReplyNames.OrderRequest;

    private async Task<OrderFacts> FactsAsync(Order order, CancellationToken ct) =>
        await news.FactsAsync(order, (await figures.ExecuteAsync(order.WholesalerId, order.RetailerId, wish: 0, ct))!, ct);

    private async Task<string> ShopAsync(Order order, CancellationToken ct) =>
        await db.Retailers.AsNoTracking()
            .Where(retailer => retailer.WholesalerId == order.WholesalerId && retailer.Id == order.RetailerId)
            .Select(retailer => retailer.Name).SingleAsync(ct);
}
