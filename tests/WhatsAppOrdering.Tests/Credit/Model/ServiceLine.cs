using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;

namespace WhatsAppOrdering.Tests.Credit.Model;

/// <summary>What is done to one line by the service itself, each act in a transaction of its own, and what it answers.</summary>
internal sealed class ServiceLine(ShopLine shop, BooksUnderTest books)
{
    private const string Actor = "office";

    private readonly List<string> _keys = [];
    private readonly List<Guid> _payments = [];

    public Task<Books> BooksAsync() => shop.BooksAsync();

    public Task<string> PlaceAsync(decimal amount, bool ask)
    {
        _keys.Add(NewKey());
        return PlaceAsync(_keys[^1], amount, ask, null);
    }

    public Task<string> PlaceAgainAsync(int key, decimal amount, bool ask) => PlaceAsync(_keys[key], amount, ask, null);

    public async Task<string> ReplaceAsync(int order, decimal amount) => await PlaceAsync(NewKey(), amount, false, await OrderAsync(order));

    public async Task<string> ApproveAsync(int order, bool raiseLimit) => await MoveAsync(
        await OrderAsync(order), (services, id) => services.GetRequiredService<ApproveOrder>().ExecuteAsync(shop.Wholesaler, id, null, Actor, default, raiseLimit));

    public async Task<string> ConfirmAsync(int order, decimal? pieces) => await MoveAsync(
        await OrderAsync(order), (services, id) => services.GetRequiredService<ConfirmOrder>().ExecuteAsync(shop.Wholesaler, id, null, Actor, default, Part(pieces)));

    public async Task<string> DispatchAsync(int order) => await MoveAsync(
        await OrderAsync(order), (services, id) => services.GetRequiredService<DispatchOrder>().ExecuteAsync(shop.Wholesaler, id, Actor, default));

    public async Task<string> DeliverAsync(int order, decimal? pieces) => await MoveAsync(
        await OrderAsync(order), (services, id) => services.GetRequiredService<DeliverOrder>().ExecuteAsync(shop.Wholesaler, id, Actor, Part(pieces), default));

    public async Task<string> CancelAsync(int order) => await MoveAsync(
        await OrderAsync(order), (services, id) => services.GetRequiredService<CancelOrder>().BySupplierAsync(shop.Wholesaler, id, Actor, "no goods", default));

    public async Task<string> RejectAsync(int order) => await MoveAsync(
        await OrderAsync(order), (services, id) => services.GetRequiredService<RejectOrder>().ExecuteAsync(shop.Wholesaler, id, null, Actor, default));

    public async Task<string> ExpireAsync(int order) => $"{await shop.ExpireAsync(await OrderAsync(order))}";

    /// <param name="price">Of the order's one line, from now on.</param>
    public async Task<string> RaiseAsync(int order, decimal price)
    {
        var id = await OrderAsync(order);
        var offered = await shop.RunAsync(services => services.GetRequiredService<PriceRise>().OfferAsync(
            shop.Wholesaler, id, new Dictionary<int, decimal> { [1] = price }, default));
        return offered is TransitionOutcome.Done { Order.Offer: var offer }
            ? await MoveAsync(id, (services, _) => services.GetRequiredService<PriceRise>().AcceptAsync(shop.Wholesaler, id, offer, "shop", default))
            : Of(offered);
    }

    public async Task<string> PayAsync(decimal amount)
    {
        _payments.Add(Guid.CreateVersion7());
        return await PayAgainAsync(_payments.Count - 1, amount);
    }

    public async Task<string> PayAgainAsync(int payment, decimal amount) => Of(await shop.PayAsync(amount, _payments[payment], _payments[payment].ToString()));

    public async Task<string> BounceAsync(int payment) => Of(await shop.BounceAsync(_payments[payment]));

    public async Task<string> AdjustAsync(decimal amount) =>
        Of(await shop.PostAsync(credit => credit.AdjustAsync(shop.Wholesaler, shop.Line, amount, null, Actor, "corrected", default)));

    public async Task<string> LimitAsync(decimal limit) => Of(await shop.LimitAsync(limit));

    public async Task<string> TermsAsync(string name, object? value) => Of(await shop.TermsAsync(name, value));

    public async Task<string> TemporaryLimitAsync(decimal? limit, int days)
    {
        DateTimeOffset? until = limit is null ? null : (await books.Database.NowAsync()).AddDays(days);
        return Of(await shop.PostAsync(credit => credit.SetTemporaryLimitAsync(shop.Wholesaler, shop.Line, limit, null, until, Actor, "season", default)));
    }

    public async Task<string> HoldAsync(bool on) => Of(await shop.HoldAsync(on ? "late" : null));

    public async Task<string> CloseAsync() => Of(await shop.CloseAsync());

    private static string NewKey() => Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);

    private static Dictionary<int, decimal>? Part(decimal? pieces) => pieces is { } some ? new() { [1] = some } : null;

    /// <summary>The line's orders in the order of their making.</summary>
    private async Task<OrderId> OrderAsync(int at) => new(await books.Database.OneAsync<Guid>($"""
        select id as "Value" from sales_order where line_id = {shop.Line.Value} order by number offset {at} limit 1
        """));

    private async Task<string> PlaceAsync(string key, decimal amount, bool ask, OrderId? replaces)
    {
        var request = new PlaceRequest
        {
            Wholesaler = shop.Wholesaler,
            Line = shop.Line,
            Retailer = shop.Retailer,
            Currency = BooksUnderTest.Currency,
            Lines = [new PricedLine("goods", "Goods", amount * ModelOrder.PiecesOfARupee, "piece", 0.3333m, amount)],
            Scope = "api",
            Key = key,
            Channel = "api",
            Actor = "shop",
            AskApproval = ask,
            Replaces = replaces,
        };
        var placed = await shop.RunAsync(services => services.GetRequiredService<PlaceOrder>().ExecuteAsync(request, default));
        return placed.NotReplaced is { } stands ? $"not replaced: {stands.Status}" : Of(placed.Decision);
    }

    private async Task<string> MoveAsync(OrderId order, Func<IServiceProvider, OrderId, Task<TransitionOutcome>> move) =>
        Of(await shop.RunAsync(services => move(services, order)));

    private static string Of(TransitionOutcome outcome) => outcome switch
    {
        TransitionOutcome.Done { Credit: Posting posting } => Of(posting),
        TransitionOutcome.Done { Credit: var figures } => Of(figures),
        TransitionOutcome.Refused refused => Of(refused.Decision),
        TransitionOutcome.NotCovered refused => Of(refused.Decision),
        TransitionOutcome.NotNow { Order: var order } => $"not now: {order.Status}",
        TransitionOutcome.Misfit => "misfit",
        _ => outcome.ToString()!,
    };

    private static string Of(Decision decision) => decision.Outcome == "INVALID"
        ? $"INVALID {decision.Code}"
        : (decision.Replayed ? "again: " : "") + Of((Figures)decision) + Told.Asked(decision.Amount, decision.Projected, decision.Shortfall)
            + (decision.IsAccepted ? "" : Told.Outlook(decision.Code!, decision.Curable, decision.Fits, decision.Overdue, decision.ToPay, decision.NextDueAmount));

    private static string Of(Posting posting) => Of((Figures)posting) + Told.Posted(posting.EntryId is not null, posting.Released, posting.Code);

    /// <summary>Every figure as the service gave it, none computed here.</summary>
    private static string Of(Figures figures) =>
        Told.Figures(figures.Used, figures.Held, figures.Owed, figures.Limit, figures.Available, figures.Seq);
}
