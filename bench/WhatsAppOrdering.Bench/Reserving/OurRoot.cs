using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>The service's own way: reserve, order with a line and its transition, decision, commit; its pool of 20, its retries.</summary>
internal sealed class OurRoot(BenchGround ground) : IReserveWay
{
    private readonly Transactions _transactions = ground.Services.GetRequiredService<Transactions>();

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
            Lines = [new PricedLine("SKU", "Product", 1, "piece", 1, 1)],
            Scope = "api",
            Key = Guid.NewGuid().ToString("N"),
            Channel = "api",
            Actor = "bench",
        };
        try
        {
            return await _transactions.RunWithRetryAsync(
                Pool.Turns,
                async (services, ct) =>
                {
                    var placed = await services.GetRequiredService<PlaceOrder>().ExecuteAsync(request, ct);
                    await services.GetRequiredService<Outbox>().SaveAsync(ct);
                    return placed.Order is not null;
                },
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
                return await db.Orders.LongCountAsync(ct);
            },
            CancellationToken.None);
}
