using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>A wholesaler's office that works over HTTP: one shop with a line of 100,000 NPR at 15 days, one without a line.</summary>
public sealed class Backoffice
{
    private Backoffice(ServiceUnderTest service, Market market, Integrator caller) => (Service, Market, Caller) = (service, market, caller);

    public ServiceUnderTest Service { get; }

    public Market Market { get; }

    public Integrator Caller { get; }

    public WholesalerId Wholesaler => Market.Wholesaler;

    public Guid Line { get; private set; }

    public Guid Retailer { get; private set; }

    /// <summary>A shop that has no line yet.</summary>
    public Guid NewRetailer { get; private set; }

    public Guid Person { get; private set; }

    public Guid Membership { get; private set; }

    /// <summary>Of <see cref="OrdersAsync"/>: one that waits for its confirmation, and for the shop's yes to a higher price.</summary>
    public Guid Placed { get; private set; }

    /// <summary>Of <see cref="OrdersAsync"/>.</summary>
    public Guid Confirmed { get; private set; }

    /// <summary>Of <see cref="OrdersAsync"/>: one that the credit did not cover.</summary>
    public Guid Awaiting { get; private set; }

    public string LinePath => $"/credit-lines/{Line}";

    public static async Task<Backoffice> OpenAsync(ServiceUnderTest service)
    {
        var market = await Market.OpenAsync(service);
        var office = new Backoffice(service, market, await Integrator.OfAsync(service, market.Wholesaler));
        var line = (await office.Caller.GetAsync("/credit-lines"))["items.0"];
        office.Line = line.GetProperty("id").GetGuid();
        office.Retailer = line.GetProperty("retailerId").GetGuid();
        office.NewRetailer = (await office.Caller.PostAsync("/retailers", new { name = "New Shop" })).ShouldBe(201)["id"].GetGuid();
        var person = (await office.Caller.GetAsync("/people"))["items.0"];
        office.Person = person.GetProperty("id").GetGuid();
        office.Membership = person.GetProperty("roles")[0].GetProperty("membershipId").GetGuid();
        return office;
    }

    /// <summary>Three orders of 2 cartons each, in three states.</summary>
    public async Task<Backoffice> OrdersAsync()
    {
        Placed = await OrderAsync(2);
        (await Caller.PostAsync($"/orders/{Placed}/price-rise", new { lines = new[] { new { position = 1, unitPrice = Npr(2000) } } })).ShouldBe(200);
        Confirmed = await OrderAsync(2);
        (await Caller.PostAsync($"/orders/{Confirmed}/confirm", new { })).ShouldBe(200);
        Awaiting = await OrderAsync(1000);
        return this;
    }

    private async Task<Guid> OrderAsync(int cartons) =>
        (await Caller.PostAsync("/orders", new { creditLineId = Line, lines = new[] { new { sku = "COKE-1500", quantity = cartons } }, whenDeclined = "askApproval" }))["order.id"].GetGuid();

    public static Money Npr(decimal amount) => new(amount, "NPR");

    public async Task<Guid> PayAsync(decimal amount, string? reference = null) =>
        (await Caller.PostAsync($"{LinePath}/payments", new { amount = Npr(amount), reference = reference ?? $"R-{Guid.NewGuid():N}" })).ShouldBe(201)["paymentId"].GetGuid();

    public async Task<Reply> AdjustAsync(decimal amount, string reason = "found", DateTimeOffset? dueAt = null) =>
        (await Caller.PostAsync($"{LinePath}/adjustments", new { amount = Npr(amount), reason, dueAt })).ShouldBe(200);

    /// <summary>All that this wholesaler has, in one hash: what is the same has not been touched.</summary>
    public Task<string> FingerprintAsync() => Service.Database.OneAsync<string>($"""
        select md5(string_agg(row, '|' order by row)) as "Value" from (
            select w.name || w.currency || w.time_zone || w.language || w.tracks_delivery || w.catalog_version from wholesaler w where w.id = {Wholesaler.Value}
            union all select t::text from retailer t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from membership t where t.wholesaler_id = {Wholesaler.Value}
            union all select p::text from person p where p.phone_number_id = {Market.PhoneNumberId}
            union all select t::text from phone_number_wholesaler t where t.wholesaler_id = {Wholesaler.Value} or t.phone_number_id = {Market.PhoneNumberId}
            union all select t::text from product t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from credit_line t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from ledger_entry t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from payment t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from debt t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from sales_order t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from order_line t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from order_transition t where t.wholesaler_id = {Wholesaler.Value}
            union all select t::text from credit_decision t where t.wholesaler_id = {Wholesaler.Value}
            union all select o.id::text || o.reply || o.facts::text from outbox o where o.wholesaler_id = {Wholesaler.Value}
            union all select t::text from api_answer t where t.wholesaler_id = {Wholesaler.Value}) all_rows (row)
        """);
}
