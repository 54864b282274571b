using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>
/// The service's own verb as the HTTP interface uses it: names are read, then one call decides and writes order, line,
/// transition, entry, decision and the approver's notice, its COMMIT with it; its pool of 20 and the places in it, its retries.
/// </summary>
internal sealed class OurRoot(BenchGround ground) : IReserveWay
{
    private const string Sku = "OURS";

    private readonly Transactions _transactions = ground.Services.GetRequiredService<Transactions>();
    private readonly WritePlaces _places = ground.Services.GetRequiredService<WritePlaces>();

    public string Name => "ours: PlaceOrder";

    public long Said { get; set; }

    public async Task<bool> PlaceAsync(CreditLineId line)
    {
        var request = new PlaceRequest
        {
            Wholesaler = ground.Wholesaler,
            Line = line,
            Retailer = ground.Retailer,
            Currency = BenchGround.Currency,
            Lines = [new PricedLine(Sku, "Product", 1, "piece", 1, 1)],
            Scope = "api",
            Key = Guid.NewGuid().ToString("N"),
            Channel = "api",
            Actor = "bench",
        };
        using var place = await _places.TakeAsync(ground.Wholesaler, line.Value, patience: null, CancellationToken.None);
        if (place is null)
        {
            return false;
        }

        try
        {
            return await _transactions.RunWithRetryAsync(
                Pool.Writes,
                async (services, ct) => (await services.GetRequiredService<PlaceOrder>().ExecuteAsync(request, ct, new PlaceEnd())).Order is not null,
                CancellationToken.None);
        }
        catch (Exception busy) when (BusyRetry.IsBusy(busy))
        {
            return false;
        }
    }

    public Task<long> CountAsync() =>
        _transactions.RunAsync(
            Pool.Pages,
            async (services, ct) =>
            {
                var db = services.GetRequiredService<OrderingDb>();
                await db.EnterTenantAsync(ground.Wholesaler, ct);
                return await db.Orders.LongCountAsync(order => order.Lines.Any(line => line.Sku == Sku), ct);
            },
            CancellationToken.None);
}
