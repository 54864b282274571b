using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// Builds the indexes of catalogs before a message needs them: of every catalog when the service starts, and of one right
/// after its import. Who writes meanwhile waits for the same index, not for another; a failure leaves it to the first message.
/// </summary>
public sealed partial class IndexCatalogs(
    WakeUps<CatalogToIndex> imported, Transactions transactions, CatalogCache catalogs, Interpretations interpretations, Outage outage, ILogger<IndexCatalogs> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(WakeAllAsync, stoppingToken);
        await imported.RunAsync("index", 1, (one, ct) => TryAsync(token => IndexAsync(one.Wholesaler, token), ct), stoppingToken);
    }

    private async Task WakeAllAsync(CancellationToken ct)
    {
        var all = await transactions.RunAsync(
            Pool.Jobs, async (OrderingDb db, CancellationToken token) => await db.Wholesalers.AsNoTracking().Select(found => found.Id).ToListAsync(token), ct);
        all.ForEach(wholesaler => imported.Wake(new CatalogToIndex(wholesaler)));
    }

    private async Task IndexAsync(WholesalerId wholesaler, CancellationToken ct)
    {
        var catalog = await transactions.RunAsync(Pool.Jobs, (OrderingDb db, CancellationToken token) => catalogs.GetAsync(db, wholesaler, token), ct);
        // Off the thread that starts the service or reads the next import.
        await Task.Run(() => interpretations.Prepare(catalog), ct);
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        try
        {
            await work(ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            if (!outage.Tell("catalogs", error))
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A catalog was not indexed ahead of time; its next message does it.")]
    private partial void LogFailed(Exception error);
}
