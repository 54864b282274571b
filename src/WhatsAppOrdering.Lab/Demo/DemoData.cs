using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Lab.Demo;

/// <summary>Writes the demonstration's parties and catalog, once.</summary>
public sealed class DemoData(DemoFile demo, CatalogSnapshot catalog)
{
    private const string Actor = "demo";

    /// <summary>From the files beside the program.</summary>
    public static DemoData Read()
    {
        using var file = File.OpenRead(DemoFile.PathOf("catalog.json"));
        return CatalogFile.Read(file) is CatalogReading.Accepted accepted
            ? new DemoData(DemoFile.Read(), accepted.Catalog)
            : throw new InvalidDataException("Demo/catalog.json is not a valid catalog.");
    }

    private WholesalerId Wholesaler => new(demo.Wholesaler.Id);

    public Task WriteOnceAsync(Transactions transactions, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        return transactions.RunAsync(
            Pool.Pages,
            async (services, token) =>
            {
                var db = services.GetRequiredService<OrderingDb>();
                if (!await db.Wholesalers.AnyAsync(found => found.Id == Wholesaler, token))
                {
                    await WriteAsync(db, services.GetRequiredService<Postings>(), token);
                }
            },
            ct);
    }

    private async Task WriteAsync(OrderingDb db, Postings credit, CancellationToken ct)
    {
        db.PhoneNumbers.Add(new PhoneNumber { Id = demo.PhoneNumberId, DisplayNumber = demo.DisplayPhoneNumber });
        db.Wholesalers.Add(new Wholesaler
        {
            Id = Wholesaler,
            Name = demo.Wholesaler.Name,
            Currency = catalog.Currency,
            CurrencyDigits = demo.Wholesaler.CurrencyDigits,
            TimeZone = demo.Wholesaler.TimeZone,
        });
        await db.SaveChangesAsync(ct);
        db.PhoneNumberWholesalers.Add(new PhoneNumberWholesaler { PhoneNumberId = demo.PhoneNumberId, WholesalerId = Wholesaler });
        db.Products.AddRange(catalog.Products.Select(ToRow));
        db.Retailers.AddRange(demo.Retailers.Select(shop => new Retailer { WholesalerId = Wholesaler, Id = new RetailerId(shop.Id), Name = shop.Name }));
        await db.SaveChangesAsync(ct);
        await AddPersonAsync(db, demo.Wholesaler.Approver, Role.Approver, retailer: null, ct);
        await db.EnterTenantAsync(Wholesaler, ct);
        foreach (var shop in demo.Retailers)
        {
            var retailer = new RetailerId(shop.Id);
            await AddPersonAsync(db, new DemoPerson(shop.Name, shop.Phone), Role.Buyer, retailer, ct);
            var line = CreditLineId.New();
            await credit.OpenLineAsync(Wholesaler, line, retailer, catalog.Currency, shop.Limit, shop.TermsDays, Actor, ct);
            if (shop.Hold is { } reason)
            {
                await credit.HoldAsync(Wholesaler, line, reason, Actor, ct);
            }
        }
    }

    private async Task AddPersonAsync(OrderingDb db, DemoPerson who, Role role, RetailerId? retailer, CancellationToken ct)
    {
        var person = new Person { PhoneNumberId = demo.PhoneNumberId, Id = PersonId.New(), Phone = who.Phone, Name = who.Name };
        db.People.Add(person);
        await db.SaveChangesAsync(ct);
        db.Conversations.Add(new Conversation { PhoneNumberId = person.PhoneNumberId, PersonId = person.Id, CartId = Guid.CreateVersion7() });
        db.Memberships.Add(new Membership
        {
            WholesalerId = Wholesaler,
            Id = Guid.CreateVersion7(),
            PhoneNumberId = person.PhoneNumberId,
            PersonId = person.Id,
            Role = role,
            RetailerId = retailer,
        });
        await db.SaveChangesAsync(ct);
    }

    private Product ToRow(CatalogProduct product) => new()
    {
        WholesalerId = Wholesaler,
        Id = Guid.CreateVersion7(),
        Sku = product.Sku,
        Name = product.Name,
        Category = product.Category,
        PackSize = product.PackSize,
        BaseUnit = product.BaseUnit,
        Units = JsonSerializer.Serialize(product.Units, JsonSerializerOptions.Web),
        DefaultUnit = product.DefaultUnit,
        PriceAmount = product.PriceAmount,
        PricePer = product.PricePer,
        Aliases = JsonSerializer.Serialize(product.Aliases),
    };
}
