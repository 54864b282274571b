using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;

namespace WhatsAppOrdering.Bench.Serving;

/// <summary>Wholesalers on one number, each with an approver and so many shops; numbers are from the range kept free for fiction.</summary>
internal sealed record Town(int Wholesalers, int ShopsEach)
{
    public const string Currency = "NPR";
    public const string Salt = "SALT-1";

    public string PhoneNumberId { get; } = "300000000000001";

    public string BusinessAccountId { get; } = "200000000000001";

    public IReadOnlyList<string> Approvers => [.. Enumerable.Range(0, Wholesalers).Select(Approver)];

    public IReadOnlyList<string> Shops => [.. Enumerable.Range(0, Wholesalers * ShopsEach).Select(Shop)];

    public Task WriteAsync(Transactions transactions) => transactions.RunAsync(Pool.Pages, WriteAsync, CancellationToken.None);

    private static string Approver(int place) => string.Create(CultureInfo.InvariantCulture, $"1202555{place:000000}2");

    private static string Shop(int place) => string.Create(CultureInfo.InvariantCulture, $"1202555{place:000000}1");

    private async Task WriteAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<OrderingDb>();
        db.PhoneNumbers.Add(new PhoneNumber { Id = PhoneNumberId, DisplayNumber = "12025550199" });
        await db.SaveChangesAsync(ct);
        for (var place = 0; place < Wholesalers; place++)
        {
            await WriteAsync(services, db, place, ct);
        }
    }

    private async Task WriteAsync(IServiceProvider services, OrderingDb db, int place, CancellationToken ct)
    {
        var wholesaler = WholesalerId.New();
        db.Wholesalers.Add(new Wholesaler { Id = wholesaler, Name = $"Wholesaler {place}", Currency = Currency, CurrencyDigits = 2, TimeZone = "Asia/Kathmandu" });
        await db.SaveChangesAsync(ct);
        db.PhoneNumberWholesalers.Add(new PhoneNumberWholesaler { PhoneNumberId = PhoneNumberId, WholesalerId = wholesaler });
        db.Products.Add(new Product
        {
            WholesalerId = wholesaler, Id = Guid.CreateVersion7(), Sku = Salt, Name = "Salt 1 kg", BaseUnit = "bag", DefaultUnit = "bag", PriceAmount = 25, PricePer = "bag",
            Units = JsonSerializer.Serialize(new[] { new { Unit = "bag", Factor = 1 } }, JsonSerializerOptions.Web), Aliases = """{"en":["salt"]}""",
        });
        await db.SaveChangesAsync(ct);
        var people = services.GetRequiredService<AddPerson>();
        var approver = await people.ExecuteAsync(wholesaler, PhoneNumberId, Approver(place), "Approver", null, ct);
        await people.GiveRoleAsync(wholesaler, new PersonKey(PhoneNumberId, approver), Role.Approver, null, ct);
        await db.EnterTenantAsync(wholesaler, ct);
        for (var number = place * ShopsEach; number < (place + 1) * ShopsEach; number++)
        {
            var retailer = RetailerId.New();
            db.Retailers.Add(new Retailer { WholesalerId = wholesaler, Id = retailer, Name = $"Shop {number}" });
            await db.SaveChangesAsync(ct);
            var buyer = await people.ExecuteAsync(wholesaler, PhoneNumberId, Shop(number), $"Shop {number}", null, ct);
            await people.GiveRoleAsync(wholesaler, new PersonKey(PhoneNumberId, buyer), Role.Buyer, retailer, ct);
            await services.GetRequiredService<Postings>().OpenLineAsync(wholesaler, CreditLineId.New(), retailer, Currency, 900_000_000m, 30, "bench", ct);
        }
    }
}
