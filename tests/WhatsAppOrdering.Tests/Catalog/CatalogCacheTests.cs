using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Catalog;

/// <summary>An index belongs to a snapshot, so a version that is read twice would be indexed twice.</summary>
public sealed class CatalogCacheTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task Turns_at_once_share_one_snapshot_of_a_version_and_a_change_makes_one_new()
    {
        var market = await Market.OpenAsync(service);

        var before = (await ReadAtOnceAsync(market)).ShouldHaveSingleItem();
        await service.Database.DoAsync($"update wholesaler set catalog_version = catalog_version + 1 where id = {market.Wholesaler.Value};");
        var after = (await ReadAtOnceAsync(market)).ShouldHaveSingleItem();

        after.Version.ShouldBe(before.Version + 1);
        after.Snapshot.ShouldNotBeSameAs(before.Snapshot);
        (await ReadAtOnceAsync(market)).ShouldHaveSingleItem().ShouldBeSameAs(after);
    }

    /// <summary>Each view that eight turns were given, once.</summary>
    private async Task<List<CatalogView>> ReadAtOnceAsync(Market market) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(market)))).Distinct()];

    private async Task<CatalogView> ReadAsync(Market market)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CatalogCache>()
            .GetAsync(scope.ServiceProvider.GetRequiredService<OrderingDb>(), market.Wholesaler, TestContext.Current.CancellationToken);
    }
}
