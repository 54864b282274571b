using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What an approver writes changes no order: a number shows that order with its buttons, "who owes" the debts, "help" what can
/// be written, and anything else the order that has waited longest, with those behind it.
/// </summary>
public sealed class ApproverDialogue(OrderingDb db, ReadFigures figures, OrderNews news, RetailerAnswers answers, Outbox outbox)
{
    private const int MostListed = 50;
    private static readonly CatalogIndex NoProducts = CatalogIndex.Build(new CatalogSnapshot("XXX", []));

    public async Task HandleAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(inbound);
        var words = inbound.Words ?? "";
        if (Interpreter.OrderNumberIn(words) is { } number && await ShowNumberedAsync(talk, number, ct))
        {
            return;
        }

        switch (Interpreter.Interpret(words, NoProducts, new DialogueContext(talk.Person.Language ?? "en", [], Awaiting.Nothing)).Intent)
        {
            case Intent.Balance or Intent.Statement:
                await TellDebtsAsync(talk, talk.Approvers.First().WholesalerId, ct);
                break;
            case Intent.Language:
                await answers.SpeakAsync(talk, words, ct);
                break;
            case var intent:
                await ShowOldestAsync(talk, isHelp: intent == Intent.Help, ct);
                break;
        }
    }

    private async Task ShowOldestAsync(Talk talk, bool isHelp, CancellationToken ct)
    {
        foreach (var role in talk.Approvers)
        {
            if (await WaitingAsync(talk, role, ct) is not [var oldest, .. var others])
            {
                continue;
            }

            if (isHelp)
            {
                talk.Answer(outbox, ReplyNames.ApproverHelp, new { Waiting = true }, role.WholesalerId);
            }
            else
            {
                await ShowAsync(talk, oldest, others, ct);
            }

            return;
        }

        talk.Answer(outbox, ReplyNames.ApproverHelp, new { Waiting = false }, talk.Approvers.First().WholesalerId);
    }

    private async Task<bool> ShowNumberedAsync(Talk talk, long number, CancellationToken ct)
    {
        foreach (var role in talk.Approvers)
        {
            await db.EnterTenantAsync(role.WholesalerId, ct);
            if (await db.Orders.AsNoTracking().Include(order => order.Lines).FirstOrDefaultAsync(order => order.WholesalerId == role.WholesalerId && order.Number == number, ct) is not { } named)
            {
                continue;
            }

            if (OrderQuestions.Now(named, talk.Now) is var status && status is OrderStatus.Placed or OrderStatus.AwaitingApproval)
            {
                await ShowAsync(talk, named, [], ct);
            }
            else
            {
                talk.Answer(
                    outbox, ReplyNames.ApproverTooLate,
                    new { named.Number, State = status.ToString(), Shop = await ShopAsync(named, ct), DecidedAt = named.DecidedAt ?? named.ExpiresAt },
                    role.WholesalerId, named.Id);
            }

            return true;
        }

        return false;
    }

    private async Task<List<Order>> WaitingAsync(Talk talk, Membership role, CancellationToken ct)
    {
        await db.EnterTenantAsync(role.WholesalerId, ct);
        return await db.Orders.AsNoTracking().Include(order => order.Lines)
            .Where(order => order.WholesalerId == role.WholesalerId && (order.Status == OrderStatus.Placed || order.Status == OrderStatus.AwaitingApproval) && order.ExpiresAt > talk.Now)
            .OrderBy(order => order.PlacedAt).Take(MostListed).ToListAsync(ct);
    }

    private async Task ShowAsync(Talk talk, Order order, IEnumerable<Order> others, CancellationToken ct)
    {
        var waiting = new List<WaitingFact>();
        foreach (var other in others)
        {
            waiting.Add(new WaitingFact(other.Number, await ShopAsync(other, ct), new MoneyFact(other.Total, other.Currency)));
        }

        var credit = await figures.ExecuteAsync(order.WholesalerId, order.RetailerId, wish: 0, ct);
        talk.Answer(outbox, TellApprover.RequestOf(order), await news.FactsAsync(order, credit!, ct) with { Others = waiting }, order.WholesalerId, order.Id);
    }

    private async Task TellDebtsAsync(Talk talk, WholesalerId wholesaler, CancellationToken ct)
    {
        await db.EnterTenantAsync(wholesaler, ct);
        var owing = await db.Database.SqlQuery<Debtor>($"""
            select r.name as "Name", (f ->> 'owed')::numeric as "Owed", sum((f ->> 'owed')::numeric) over () as "Total", l.currency as "Currency"
            from credit_line l join retailer r on r.wholesaler_id = l.wholesaler_id and r.id = l.retailer_id, credit_figures(l, clock_now()) f
            where l.wholesaler_id = {wholesaler.Value} and l.used > l.held
            order by 2 desc, 1
            """).ToListAsync(ct);
        talk.Answer(
            outbox, ReplyNames.ApproverDebts,
            new
            {
                Shops = owing.Take(MostListed).Select(one => new { one.Name, Owed = new MoneyFact(one.Owed, one.Currency) }),
                Total = owing is [var first, ..] ? new MoneyFact(first.Total, first.Currency) : null,
            },
            wholesaler);
    }

    private async Task<string> ShopAsync(Order order, CancellationToken ct) =>
        await db.Retailers.AsNoTracking().Where(retailer => retailer.WholesalerId == order.WholesalerId && retailer.Id == order.RetailerId)
            .Select(retailer => retailer.Name).SingleAsync(ct);

    private sealed record Debtor(string Name, decimal Owed, decimal Total, string Currency);
}
