using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class ProductTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task A_whole_catalog_replaces_the_one_before_and_the_chat_knows_it_at_once()
    {
        var office = await Backoffice.OpenAsync(service);
        await office.Market.Shop.SaysAsync("5 sugar");
        var import = (await office.Caller.PutAsync("/products", new { currency = "NPR", products = new[] { RouteExamples.Product("PEN"), RouteExamples.Product("SUGAR-50", 4000) } }, "one")).ShouldBe(200);

        import["added"].GetInt32().ShouldBe(1);
        import["deactivated"].GetInt32().ShouldBeGreaterThan(30);
        import["catalogVersion"].GetInt64().ShouldBe(3, "the first was written, and raised, by the import of the business");
        (await office.Market.Shop.SaysAsync("3 box pen")).Text.ShouldContain("3 box Pen");
        var products = (await office.Caller.GetAsync("/products?size=200"))["items"].EnumerateArray().ToList();
        products.Count(product => product.GetProperty("active").GetBoolean()).ShouldBe(2);
        products.Single(product => product.GetProperty("sku").GetString() == "SUGAR-50").GetProperty("price").GetProperty("amount").GetRawText().ShouldBe("4000");
    }

    [Fact]
    public async Task One_bad_row_and_nothing_is_taken_over()
    {
        var office = await Backoffice.OpenAsync(service);
        var before = await office.FingerprintAsync();
        var reply = await office.Caller.PutAsync("/products", new { currency = "NPR", products = new[] { RouteExamples.Product("A"), RouteExamples.Product("B", -1), RouteExamples.Product("A") } });
        reply.ShouldBe(400, "INVALID_REQUEST")["errors"].EnumerateArray().Select(error => error.GetProperty("row").GetInt32()).Order().ShouldBe([2, 3]);
        (await office.Caller.PutAsync("/products", new { currency = "USD", products = new[] { RouteExamples.Product("A") } })).ShouldBe(422, "CURRENCY_MISMATCH");
        (await office.FingerprintAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task One_product_is_put_and_taken_away()
    {
        var office = await Backoffice.OpenAsync(service);
        (await office.Caller.PutAsync("/products/PEN", RouteExamples.Product("PEN"))).ShouldBe(200)["active"].GetBoolean().ShouldBeTrue();
        (await office.Caller.PutAsync("/products/PEN", RouteExamples.Product("PEN", 80)))["price.amount"].GetDecimal().ShouldBe(80);
        (await office.Caller.PutAsync("/products/PENCIL", RouteExamples.Product("PEN"))).ShouldBe(400, "INVALID_REQUEST");
        (await office.Caller.DeleteAsync("/products/PEN")).ShouldBe(200)["active"].GetBoolean().ShouldBeFalse();
        (await office.Caller.DeleteAsync("/products/NONE")).ShouldBe(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Ten_imports_at_once_leave_one_whole_catalog()
    {
        var office = await Backoffice.OpenAsync(service);
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(import => office.Caller.PutAsync(
            "/products", new { currency = "NPR", products = Enumerable.Range(0, 5).Select(product => RouteExamples.Product($"P-{product}", import + 1)) })));
        replies.ShouldAllBe(reply => reply.Status == 200);
        var sold = (await office.Caller.GetAsync("/products?size=200"))["items"].EnumerateArray().Where(product => product.GetProperty("active").GetBoolean()).ToList();
        sold.Count.ShouldBe(5);
        sold.Select(product => product.GetProperty("price").GetProperty("amount").GetDecimal()).Distinct().ShouldHaveSingleItem();
    }
}
