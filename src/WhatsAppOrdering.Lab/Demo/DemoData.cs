using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting.Import;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Understanding;

namespace WhatsAppOrdering.Lab.Demo;

/// <summary>Writes the demonstration's parties and catalog, once, as the verb <c>import</c> would.</summary>
public sealed class DemoData(BusinessFile demo, CatalogSnapshot catalog)
{
    /// <summary>From the files beside the program.</summary>
    public static DemoData Read()
    {
        using var file = File.OpenRead(DemoFile.PathOf("catalog.json"));
        return CatalogFile.Read(file) is CatalogReading.Accepted accepted
            ? new DemoData(DemoFile.ReadBusiness(), accepted.Catalog)
            : throw new InvalidDataException("Demo/catalog.json is not a valid catalog.");
    }

    public Task WriteOnceAsync(Transactions transactions, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(transactions);
        return transactions.RunAsync(
            Pool.Pages,
            async (OrderingDb db, Postings credit, CancellationToken token) =>
            {
                var wholesaler = new WholesalerId(demo.Wholesaler.Id);
                return await db.Wholesalers.AnyAsync(found => found.Id == wholesaler, token)
                    ? null
                    : await new ImportBusiness(db, credit, new AddPerson(db), new ImportCatalog(db)).ExecuteAsync(demo, catalog, token);
            },
            ct);
    }
}
