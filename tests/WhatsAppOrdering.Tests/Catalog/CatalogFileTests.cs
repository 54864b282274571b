using System.Text;
using Shouldly;
using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Tests.Understanding;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Catalog;

public sealed class CatalogFileTests
{
    private const string Good = """
        {"sku":"A","name":"Sugar","category":"Staples","packSize":"50kg","baseUnit":"kg",
         "units":[{"unit":"kg","factor":1},{"unit":"bag","factor":50}],"defaultUnit":"bag",
         "price":{"amount":4650.5,"per":"bag"},"aliases":{"en":["sugar"],"ne":["chini"]}}
        """;

    [Fact]
    public void The_demo_catalog_is_accepted()
    {
        var catalog = TestCatalog.ReadDemo();

        catalog.Currency.ShouldBe("NPR");
        catalog.Products.Count.ShouldBeGreaterThanOrEqualTo(40);
        catalog.UnitWords["bora"].ShouldBe(["bag"]);
    }

    [Fact]
    public void A_good_file_is_read_with_all_its_fields()
    {
        var product = Accept(File(Good)).Products.ShouldHaveSingleItem();

        product.Sku.ShouldBe("A");
        product.PackSize.ShouldBe("50kg");
        product.Units.ShouldBe([new ProductUnit("kg", 1), new ProductUnit("bag", 50)]);
        product.PriceAmount.ShouldBe(4650.5m);
        product.Aliases["ne"].ShouldBe(["chini"]);
    }

    [Theory]
    [InlineData("bag", "4650.5")]
    [InlineData("kg", "93.01")]
    public void The_price_of_a_unit_is_exact(string unit, string price) =>
        Accept(File(Good)).Products[0].PriceOf(unit).ShouldBe(decimal.Parse(price));

    [Fact]
    public void A_unit_that_the_product_lacks_has_no_price() => Accept(File(Good)).Products[0].PriceOf("carton").ShouldBeNull();

    [Theory]
    [InlineData("\"sku\":\"A\"", "\"sku\":\"\"", "sku must be text")]
    [InlineData("\"name\":\"Sugar\",", "", "name is missing")]
    [InlineData("\"name\":\"Sugar\"", "\"name\":5", "name must be text")]
    [InlineData("\"baseUnit\":\"kg\"", "\"baseUnit\":\"bag\"", "baseUnit bag must be one of the units, with factor 1")]
    [InlineData("\"defaultUnit\":\"bag\"", "\"defaultUnit\":\"box\"", "defaultUnit box is none of the units")]
    [InlineData("\"per\":\"bag\"", "\"per\":\"box\"", "price.per box is none of the units")]
    [InlineData("4650.5", "0", "price.amount must be more than 0")]
    [InlineData("4650.5", "-1", "price.amount must be more than 0")]
    [InlineData("4650.5", "1.005", "more decimals than its currency")]
    [InlineData("4650.5", "\"x\"", "amount must be a number")]
    [InlineData("4650.5", "1e300", "amount must be a number")]
    [InlineData("\"factor\":50", "\"factor\":0", "factor of bag must be more than 0")]
    [InlineData("\"unit\":\"bag\"", "\"unit\":\"KG\"", "unit KG stands twice")]
    [InlineData("[\"chini\"]", "[5]", "aliases.ne must be a list of texts")]
    [InlineData("[\"chini\"]", "\"chini\"", "aliases.ne must be a list of texts")]
    public void A_bad_row_is_told_and_nothing_is_accepted(string good, string bad, string message)
    {
        var rows = $"{Good.Replace("\"A\"", "\"B\"")},{Good.Replace(good, bad)}";

        var error = Reject(File(rows)).First(e => e.Message.Contains(message));

        error.Row.ShouldBe(2);
    }

    [Theory]
    [InlineData("KWD", "1.125", true)]
    [InlineData("KWD", "1.1255", false)]
    [InlineData("NPR", "1.12", true)]
    [InlineData("NPR", "1.125", false)]
    [InlineData("JPY", "1", true)]
    [InlineData("JPY", "1.5", false)]
    public void A_price_has_as_many_decimals_as_the_currency(string currency, string price, bool isTaken)
    {
        var reading = Read(File(Good.Replace("4650.5", price)).Replace("NPR", currency));

        (reading is CatalogReading.Accepted).ShouldBe(isTaken);
    }

    [Fact]
    public void A_sku_used_twice_is_an_error_of_the_second_row()
    {
        var error = Reject(File($"{Good},{Good.Replace("\"A\"", "\"a\"")}")).ShouldHaveSingleItem();

        error.ShouldBe(new CatalogError(2, "a", "sku is used by row 1 already."));
    }

    [Fact]
    public void Every_bad_row_is_told()
    {
        var rows = $"{Good.Replace("4650.5", "0")},5,{Good.Replace("\"A\"", "\"C\"").Replace("4650.5", "0")}";

        Reject(File(rows)).Select(e => e.Row).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "must be one object")]
    [InlineData("{\"products\":[]}", "currency")]
    [InlineData("{\"currency\":\"npr\",\"products\":[]}", "currency")]
    [InlineData("{\"currency\":\"NPR\"}", "products must be a list")]
    [InlineData("{\"currency\":\"NPR\",\"products\":[]}", "at least one product")]
    [InlineData("{\"currency\":\"NPR\",\"unitWords\":[],\"products\":[]}", "unitWords must be an object")]
    public void A_file_that_is_no_catalog_is_rejected(string json, string message) =>
        Reject(json).ShouldContain(e => e.Message.Contains(message));

    private static string File(string rows) => $$"""{"currency":"NPR","products":[{{rows}}]}""";

    private static CatalogReading Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return CatalogFile.Read(stream);
    }

    private static CatalogSnapshot Accept(string json) => Read(json).ShouldBeOfType<CatalogReading.Accepted>().Catalog;

    private static IReadOnlyList<CatalogError> Reject(string json) => Read(json).ShouldBeOfType<CatalogReading.Rejected>().Errors;
}
