using Microsoft.Extensions.DependencyInjection;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>Books of two wholesalers with an order in every state that matters, payments, debts, refusals and published heads; each test breaks a copy.</summary>
public sealed class TradedBooks(PostgresCluster cluster) : IAsyncLifetime
{
    private readonly BooksUnderTest _books = new(cluster);

    public ShopLine Shop { get; private set; } = null!;

    public ShopLine Neighbour { get; private set; } = null!;

    public ShopLine Stranger { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _books.InitializeAsync();
        var shops = await _books.OpenLinesAsync(2);
        (Shop, Neighbour, Stranger) = (shops[0], shops[1], await _books.OpenLineAsync());
        foreach (var shop in new[] { Shop, Neighbour, Stranger })
        {
            await WriteAsync(_books, shop);
        }

        await _books.Services.GetRequiredService<AuditLedger>().RunAsync(CancellationToken.None);
    }

    public Task<BooksUnderTest> CopyAsync() => _books.CopyAsync();

    public ValueTask DisposeAsync() => _books.DisposeAsync();

    public static async Task WriteAsync(BooksUnderTest books, ShopLine shop)
    {
        await shop.ConfirmAsync(await shop.PlacedAsync(10_000));
        await shop.OweAsync(5_000, dueInDays: 10);
        await shop.PayAsync(3_000);
        await shop.CancelAsync(await shop.PlacedAsync(4_000));
        var expired = await shop.PlacedAsync(6_000);
        await books.AsOwnerAsync($"update sales_order set expires_at = clock_now() where id = '{expired.Value}'");
        await shop.ExpireAsync(expired);
        await shop.PlaceAsync(100_001);
        var approved = (await shop.PlaceAsync(100_002, askApproval: true)).Order!.Id;
        await shop.ApproveAsync(approved);
        await shop.CancelAsync(approved);
        var bounced = Guid.CreateVersion7();
        await shop.PayAsync(700, bounced);
        await shop.BounceAsync(bounced);
        await shop.PlacedAsync(20_000);
    }
}
