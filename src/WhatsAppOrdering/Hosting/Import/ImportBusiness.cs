using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Hosting.Import;

/// <summary>
/// Makes a wholesaler able to trade: number, shops, people, limits, catalog. What is there already becomes as the file says;
/// a hold is set and never lifted, and nobody is taken out. Joins the root's transaction.
/// </summary>
public sealed class ImportBusiness(OrderingDb db, Postings credit, AddPerson people, ImportCatalog products)
{
    private const string Actor = "import";

    /// <exception cref="BadBusinessException">A row cannot be taken: the transaction must be rolled back.</exception>
    public async Task<ImportReport> ExecuteAsync(BusinessFile file, CatalogSnapshot catalog, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(catalog);
        if (file.Problems(catalog).ToList() is { Count: > 0 } problems)
        {
            throw new BadBusinessException(problems);
        }

        var wholesaler = new WholesalerId(file.Wholesaler.Id);
        await db.EnterTenantAsync(wholesaler, ct);
        await WriteWholesalerAsync(wholesaler, file, catalog.Currency, ct);
        var imported = await products.ReplaceAsync(wholesaler, catalog, ct);
        await GiveAsync(wholesaler, file, file.Wholesaler.Approver, Role.Approver, null, ct);
        var made = 0;
        foreach (var shop in file.Retailers)
        {
            made += await WriteShopAsync(wholesaler, file, shop, catalog.Currency, ct) ? 1 : 0;
        }

        return new ImportReport(file.Retailers.Count, made, imported.Products, imported.Added);
    }

    private async Task WriteWholesalerAsync(WholesalerId id, BusinessFile file, string currency, CancellationToken ct)
    {
        var known = await db.Wholesalers.SingleOrDefaultAsync(found => found.Id == id, ct);
        if (known is not null && known.Currency != currency)
        {
            throw new BadBusinessException([$"catalog currency: the amounts of this wholesaler are in {known.Currency} for good."]);
        }

        if (known is null)
        {
            db.Wholesalers.Add(new Wholesaler
            {
                Id = id, Name = file.Wholesaler.Name, Currency = currency, CurrencyDigits = Currencies.DigitsOf(currency)!.Value, TimeZone = file.Wholesaler.TimeZone,
            });
        }
        else
        {
            (known.Name, known.TimeZone) = (file.Wholesaler.Name, file.Wholesaler.TimeZone);
        }

        if (await db.PhoneNumbers.SingleOrDefaultAsync(found => found.Id == file.PhoneNumberId, ct) is { } number)
        {
            number.DisplayNumber = file.DisplayPhoneNumber;
        }
        else
        {
            db.PhoneNumbers.Add(new PhoneNumber { Id = file.PhoneNumberId, DisplayNumber = file.DisplayPhoneNumber });
        }

        await db.SaveChangesAsync(ct);
        if (!await db.PhoneNumberWholesalers.AnyAsync(link => link.PhoneNumberId == file.PhoneNumberId && link.WholesalerId == id, ct))
        {
            db.PhoneNumberWholesalers.Add(new PhoneNumberWholesaler { PhoneNumberId = file.PhoneNumberId, WholesalerId = id });
            await db.SaveChangesAsync(ct);
        }
    }

    /// <returns>True when the shop is new.</returns>
    private async Task<bool> WriteShopAsync(WholesalerId wholesaler, BusinessFile file, BusinessRetailer shop, string currency, CancellationToken ct)
    {
        var id = new RetailerId(shop.Id);
        var known = await db.Retailers.SingleOrDefaultAsync(found => found.WholesalerId == wholesaler && found.Id == id, ct);
        if (known is null)
        {
            db.Retailers.Add(new Retailer { WholesalerId = wholesaler, Id = id, Name = shop.Name });
        }
        else
        {
            known.Name = shop.Name;
        }

        await db.SaveChangesAsync(ct);
        await GiveAsync(wholesaler, file, new BusinessPerson(shop.Name, shop.Phone), Role.Buyer, id, ct);
        await WriteLineAsync(wholesaler, id, shop, currency, ct);
        return known is null;
    }

    private async Task WriteLineAsync(WholesalerId wholesaler, RetailerId retailer, BusinessRetailer shop, string currency, CancellationToken ct)
    {
        var line = await db.CreditLines.AsNoTracking().SingleOrDefaultAsync(found => found.WholesalerId == wholesaler && found.RetailerId == retailer, ct);
        var id = line?.Id ?? CreditLineId.New();
        if (line is null)
        {
            await credit.OpenLineAsync(wholesaler, id, retailer, currency, shop.Limit, shop.TermsDays, Actor, ct);
        }
        else if (line.LimitAmount != shop.Limit || line.TermsDays != shop.TermsDays)
        {
            await credit.SetTermsAsync(
                wholesaler, id, new Dictionary<string, object?> { ["limit"] = shop.Limit, ["termsDays"] = shop.TermsDays }, Actor, "as imported", ct);
        }

        if (shop.Hold is { } reason && line?.HoldReason is null)
        {
            await credit.HoldAsync(wholesaler, id, reason, Actor, ct);
        }
    }

    private async Task GiveAsync(WholesalerId wholesaler, BusinessFile file, BusinessPerson who, Role role, RetailerId? retailer, CancellationToken ct)
    {
        var person = await people.ExecuteAsync(wholesaler, file.PhoneNumberId, who.Phone, who.Name, null, ct);
        if (!await people.GiveRoleAsync(wholesaler, new PersonKey(file.PhoneNumberId, person), role, retailer, ct))
        {
            throw new BadBusinessException([$"phone of '{who.Name}': this person buys for another shop of the wholesaler already."]);
        }
    }
}

/// <param name="Added">Shops that were not there before.</param>
/// <param name="NewProducts">Products that were not there before.</param>
public sealed record ImportReport(int Shops, int Added, int Products, int NewProducts);

/// <summary>Rows that cannot be taken; nothing is written.</summary>
public sealed class BadBusinessException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems));
