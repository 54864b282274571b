using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting.Import;
using WhatsAppOrdering.Lab.Demo;
using WhatsAppOrdering.Tests.Understanding;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>One test's own wholesaler, on a number of its own, with the demonstration's catalog and shops.</summary>
public sealed class Market
{
    private static int _numbers;
    private readonly ServiceUnderTest _service;

    private Market(ServiceUnderTest service, string phoneNumberId, WholesalerId wholesaler, string approver)
    {
        _service = service;
        PhoneNumberId = phoneNumberId;
        Wholesaler = wholesaler;
        Approver = new Phone(service, phoneNumberId, approver);
    }

    public string PhoneNumberId { get; }

    public WholesalerId Wholesaler { get; }

    public Phone Approver { get; }

    public IReadOnlyList<Phone> Shops { get; private set; } = [];

    public Phone Shop => Shops[0];

    /// <summary>With as many shops as limits, in NPR; terms are 15 days. Nobody has written yet, so every window is closed.</summary>
    public static async Task<Market> OpenAsync(ServiceUnderTest service, params decimal[] limits)
    {
        var shops = (limits.Length > 0 ? limits : [100_000m])
            .Select((limit, place) => new BusinessRetailer(Guid.CreateVersion7(), $"Shop {place + 1}", $"120255501{place + 10:00}", limit, 15)).ToList();
        var business = new BusinessFile(
            $"{2_000_000_000_000 + Interlocked.Increment(ref _numbers)}", "12025550199",
            new BusinessWholesaler(Guid.CreateVersion7(), "Annapurna Wholesale", "Asia/Kathmandu", new BusinessPerson("Approver", "12025550100")), shops);
        await new DemoData(business, TestCatalog.Snapshot).WriteOnceAsync(service.Services.GetRequiredService<Transactions>(), CancellationToken.None);
        return new Market(service, business.PhoneNumberId, new WholesalerId(business.Wholesaler.Id), business.Wholesaler.Approver.Phone)
        {
            Shops = [.. shops.Select(shop => new Phone(service, business.PhoneNumberId, shop.Phone))],
        };
    }

    /// <summary>Somebody unknown to the wholesaler.</summary>
    public Phone Stranger(string number = "12025550190") => new(_service, PhoneNumberId, number);

    /// <summary>The shop's figures and its ledger, read past the service.</summary>
    public Task<Books> BooksAsync(Phone shop) => _service.Database.OneAsync<Books>($"""
        select l.used as "Used", l.held as "Held",
            (select coalesce(string_agg(e.kind || ' ' || trim_scale(e.amount), ', ' order by e.seq), '') from ledger_entry e
                where e.line_id = l.id and e.kind not in ('LIMIT', 'HOLD', 'RELEASE_HOLD')) as "Entries",
            (select coalesce(string_agg(o.status, ', ' order by o.number), '') from sales_order o where o.line_id = l.id) as "Orders"
        from credit_line l
        join membership m on m.retailer_id = l.retailer_id
        join person p on p.phone_number_id = m.phone_number_id and p.id = m.person_id
        where p.phone_number_id = {PhoneNumberId} and p.phone = {shop.Number}
        """);

    /// <summary>The shop's limit, read past the service.</summary>
    public Task<decimal> LimitAsync(Phone shop) => _service.Database.OneAsync<decimal>($"""
        select l.limit_amount as "Value" from credit_line l join membership m on m.retailer_id = l.retailer_id
        join person p on p.phone_number_id = m.phone_number_id and p.id = m.person_id
        where p.phone_number_id = {PhoneNumberId} and p.phone = {shop.Number}
        """);

    /// <summary>What is known of the number's replies of one name, oldest first.</summary>
    public Task<IReadOnlyList<SentReply>> RepliesAsync(string reply) => _service.Database.AskAsync<SentReply>($"""
        select id as "Id", state as "State", attempt as "Attempt", route as "Route", wamid as "Wamid",
            sent_at as "SentAt", delivered_at as "DeliveredAt", read_at as "ReadAt", failed_at as "FailedAt"
        from outbox where phone_number_id = {PhoneNumberId} and reply = {reply} order by id
        """);

    /// <summary>A second one who may confirm and reject.</summary>
    public async Task<Phone> AddApproverAsync(string number)
    {
        await _service.Database.DoAsync($"""
            with who as (insert into person (phone_number_id, id, phone) values ({PhoneNumberId}, gen_random_uuid(), {number}) returning phone_number_id, id),
                chat as (insert into conversation (phone_number_id, person_id, cart_id) select phone_number_id, id, gen_random_uuid() from who)
            insert into membership (wholesaler_id, id, phone_number_id, person_id, role)
            select {Wholesaler.Value}, gen_random_uuid(), phone_number_id, id, 'Approver' from who
            """);
        return new Phone(_service, PhoneNumberId, number);
    }

    /// <summary>A shop that may write and has no credit line yet.</summary>
    public async Task<Phone> AddShopWithoutCreditAsync(string number)
    {
        await _service.Database.DoAsync($"""
            with who as (insert into person (phone_number_id, id, phone) values ({PhoneNumberId}, gen_random_uuid(), {number}) returning phone_number_id, id),
                chat as (insert into conversation (phone_number_id, person_id, cart_id) select phone_number_id, id, gen_random_uuid() from who),
                shop as (insert into retailer (wholesaler_id, id, name) values ({Wholesaler.Value}, gen_random_uuid(), 'New shop') returning id)
            insert into membership (wholesaler_id, id, phone_number_id, person_id, role, retailer_id)
            select {Wholesaler.Value}, gen_random_uuid(), phone_number_id, who.id, 'Buyer', shop.id from who, shop
            """);
        return new Phone(_service, PhoneNumberId, number);
    }

    /// <summary>One more wholesaler on the number, of whom the first shop buys.</summary>
    public Task AddWholesalerAsync(string name) => _service.Database.DoAsync($"""
        with w as (insert into wholesaler (id, name, currency, currency_digits, time_zone) values (gen_random_uuid(), {name}, 'NPR', 2, 'Asia/Kathmandu') returning id),
            n as (insert into phone_number_wholesaler (phone_number_id, wholesaler_id) select {PhoneNumberId}, id from w),
            r as (insert into retailer (wholesaler_id, id, name) select id, gen_random_uuid(), 'Shop' from w returning wholesaler_id, id)
        insert into membership (wholesaler_id, id, phone_number_id, person_id, role, retailer_id)
        select r.wholesaler_id, gen_random_uuid(), p.phone_number_id, p.id, 'Buyer', r.id
        from r, person p where p.phone_number_id = {PhoneNumberId} and p.phone = {Shop.Number}
        """);

    /// <summary>What the wholesaler's office will do from its pages: a posting on a shop's line.</summary>
    public Task PostAsync(Phone shop, Func<Postings, CreditLineId, Task<Posting>> posting) => OnLineAsync(shop, (services, line) => posting(services.GetRequiredService<Postings>(), line));

    /// <summary>Some work on a shop's line, in a transaction of its own.</summary>
    public Task OnLineAsync(Phone shop, Func<IServiceProvider, CreditLineId, Task> work) =>
        _service.Services.GetRequiredService<Transactions>().RunAsync(
            Pool.Pages,
            async (services, ct) =>
            {
                var line = await _service.Database.OneAsync<Guid>($"""
                    select l.id as "Value" from credit_line l join membership m on m.retailer_id = l.retailer_id
                    join person p on p.phone_number_id = m.phone_number_id and p.id = m.person_id
                    where p.phone_number_id = {PhoneNumberId} and p.phone = {shop.Number}
                    """);
                await services.GetRequiredService<OrderingDb>().EnterTenantAsync(Wholesaler, ct);
                await work(services, new CreditLineId(line));
            },
            CancellationToken.None);

    /// <summary>A shop's order, placed and waiting for the wholesaler.</summary>
    public async Task<Bubble> PlaceAsync(Phone shop, string order = "2 carton coke 1.5L, 5 sugar")
    {
        await shop.SaysAsync(order);
        return await shop.TapsAsync("Confirm");
    }
}

/// <summary>A shop's credit as the tables have it: figures, ledger entries in order, states of its orders in order.</summary>
public sealed record Books(decimal Used, decimal Held, string Entries, string Orders);

/// <summary>A reply's row.</summary>
public sealed record SentReply(
    long Id, string State, int Attempt, string? Route, string? Wamid,
    DateTimeOffset? SentAt, DateTimeOffset? DeliveredAt, DateTimeOffset? ReadAt, DateTimeOffset? FailedAt);
