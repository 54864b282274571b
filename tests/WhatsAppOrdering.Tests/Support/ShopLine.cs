using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>One shop's credit line, and what is done with it, each call a transaction of its own.</summary>
public sealed class ShopLine(BooksUnderTest books, WholesalerId wholesaler, RetailerId retailer, CreditLineId line)
{
    public WholesalerId Wholesaler => wholesaler;

    public RetailerId Retailer => retailer;

    public CreditLineId Line => line;

    /// <summary>Credit for an order that the test does not need.</summary>
    public Task<Decision> ReserveAsync(
        decimal amount, string? key = null, bool approved = false, string currency = BooksUnderTest.Currency, StartLine? start = null, OrderId? order = null) =>
        RunAsync(
            services => services.GetRequiredService<Reserve>().ExecuteAsync(
                new ReserveRequest(
                    wholesaler, line, "api", key ?? NewKey(), SHA256.HashData(Encoding.UTF8.GetBytes($"{line} {amount}")),
                    order ?? OrderId.New(), 1, amount, currency, "shop")
                { Approved = approved },
                CancellationToken.None),
            start);

    /// <summary>An order of one line of goods.</summary>
    /// <param name="end">Given, its COMMIT goes along.</param>
    /// <param name="name">Of the goods, as the catalog calls them now.</param>
    /// <param name="patience">The caller's, for the whole call.</param>
    public Task<PlaceOutcome> PlaceAsync(
        decimal amount, string? key = null, StartLine? start = null, bool askApproval = false, Pool pool = Pool.Writes, IServiceProvider? services = null,
        PlaceEnd? end = null, string name = "Goods", Patience? patience = null) =>
        books.RunAsync(
            wholesaler, scope => scope.GetRequiredService<PlaceOrder>().ExecuteAsync(Request(amount, key, askApproval, name), CancellationToken.None, end), start, pool, services, patience);

    /// <summary>An order that is accepted.</summary>
    public async Task<OrderId> PlacedAsync(decimal amount) => (await PlaceAsync(amount)).Order!.Id;

    public Task<TransitionOutcome> ConfirmAsync(OrderId order, StartLine? start = null) =>
        RunAsync(services => services.GetRequiredService<ConfirmOrder>().ExecuteAsync(wholesaler, order, 1, "approver", CancellationToken.None), start);

    public Task<TransitionOutcome> ApproveAsync(OrderId order) =>
        RunAsync(services => services.GetRequiredService<ApproveOrder>().ExecuteAsync(wholesaler, order, null, "approver", CancellationToken.None));

    public Task<TransitionOutcome> CancelAsync(OrderId order, StartLine? start = null) =>
        RunAsync(services => services.GetRequiredService<CancelOrder>().ExecuteAsync(wholesaler, order, "shop", CancellationToken.None), start);

    public Task<TransitionOutcome> RejectAsync(OrderId order, StartLine? start = null) =>
        RunAsync(services => services.GetRequiredService<RejectOrder>().ExecuteAsync(wholesaler, order, 1, "approver", CancellationToken.None), start);

    /// <summary>True when the order was overdue and is expired by this call.</summary>
    public Task<bool> ExpireAsync(OrderId order, StartLine? start = null) =>
        RunAsync(services => services.GetRequiredService<ExpireOrder>().ExecuteAsync(wholesaler, order, CancellationToken.None), start);

    public Task<Posting> PayAsync(decimal amount, Guid? payment = null, string? reference = null, StartLine? start = null) =>
        PostAsync(credit => credit.ReceivePaymentAsync(wholesaler, line, payment ?? Guid.CreateVersion7(), reference ?? NewKey(), amount, "office", CancellationToken.None), start);

    public Task<Posting> BounceAsync(Guid payment) =>
        PostAsync(credit => credit.ReversePaymentAsync(wholesaler, line, payment, "office", "bounced", CancellationToken.None));

    public Task<Posting> HoldAsync(string? reason, StartLine? start = null) =>
        PostAsync(credit => credit.HoldAsync(wholesaler, line, reason, "office", CancellationToken.None), start);

    public Task<Posting> CloseAsync() =>
        PostAsync(credit => credit.CloseAsync(wholesaler, line, "office", "moved away", CancellationToken.None));

    public Task<Posting> LimitAsync(decimal limit, StartLine? start = null) =>
        PostAsync(credit => credit.SetLimitAsync(wholesaler, line, limit, "office", "reviewed", CancellationToken.None), start);

    public Task<Posting> TermsAsync(string name, object? value) => PostAsync(credit =>
        credit.SetTermsAsync(wholesaler, line, new Dictionary<string, object?> { [name] = value }, "office", "reviewed", CancellationToken.None));

    /// <summary>Something owed, due so many days from now.</summary>
    public Task<Posting> OweAsync(decimal amount, int dueInDays) => PostAsync(credit =>
        credit.AdjustAsync(wholesaler, line, amount, DateTimeOffset.UtcNow.AddDays(dueInDays), "office", "opening balance", CancellationToken.None));

    public Task<Posting> PostAsync(Func<Postings, Task<Posting>> posting, StartLine? start = null) =>
        RunAsync(services => posting(services.GetRequiredService<Postings>()), start);

    public Task<T> RunAsync<T>(Func<IServiceProvider, Task<T>> work, StartLine? start = null) => books.RunAsync(wholesaler, work, start);

    /// <summary>Figures, entries in order, states of the orders; read past the service.</summary>
    public Task<Books> BooksAsync() => books.Database.OneAsync<Books>($"""
        select l.used as "Used", l.held as "Held",
            (select coalesce(string_agg(e.kind || ' ' || trim_scale(e.amount), ', ' order by e.seq), '') from ledger_entry e
                where e.line_id = l.id and e.seq > 1) as "Entries",
            (select coalesce(string_agg(o.status, ', ' order by o.number), '') from sales_order o where o.line_id = l.id) as "Orders"
        from credit_line l where l.id = {line.Value}
        """);

    private PlaceRequest Request(decimal amount, string? key, bool askApproval, string name) => new()
    {
        Wholesaler = wholesaler,
        Line = line,
        Retailer = retailer,
        Currency = BooksUnderTest.Currency,
        Lines = [new PricedLine("goods", name, 1, "piece", amount, amount)],
        Scope = "api",
        Key = key ?? NewKey(),
        Channel = "api",
        Actor = "shop",
        AskApproval = askApproval,
    };

    private static string NewKey() => Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
}
