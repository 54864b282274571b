using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Conversations;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Jobs;
using WhatsAppOrdering.Tests.Api;
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

    [Fact]
    public async Task An_import_over_HTTP_indexes_the_catalog_before_anyone_writes()
    {
        var office = await Backoffice.OpenAsync(service);
        (await office.Caller.PutAsync("/products", new { currency = "NPR", products = new[] { RouteExamples.Product("PEN") } })).ShouldBe(200);

        await PreparedAsync(service.Services.GetRequiredService<CatalogCache>(), service.Services.GetRequiredService<Interpretations>(), office.Market);
    }

    [Fact]
    public async Task A_service_that_starts_indexes_the_catalogs_that_are_there()
    {
        var market = await Market.OpenAsync(service);
        var (catalogs, interpretations) = (new CatalogCache(), new Interpretations());
        using var worker = ActivatorUtilities.CreateInstance<IndexCatalogs>(service.Services, new WakeUps<CatalogToIndex>(TimeProvider.System), catalogs, interpretations);
        await worker.StartAsync(TestContext.Current.CancellationToken);

        await PreparedAsync(catalogs, interpretations, market);
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task PreparedAsync(CatalogCache catalogs, Interpretations interpretations, Market market) => await Until.SoAsync(
        async () =>
        {
            await using var scope = service.Services.CreateAsyncScope();
            return interpretations.IsPrepared(await catalogs.GetAsync(scope.ServiceProvider.GetRequiredService<OrderingDb>(), market.Wholesaler, TestContext.Current.CancellationToken));
        },
        () => "The catalog was never indexed.");

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
