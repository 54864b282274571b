using System.Text;
using Shouldly;
using WhatsAppOrdering.Catalog;
using Xunit;

namespace WhatsAppOrdering.Tests.Catalog;

public sealed class CatalogCsvTests
{
    private const string Good = """
        sku,name,unit,price,units,aliases,aliases:hi,category
        A-1,Sunflower Oil 1L,carton,"1,450.50",carton=12;piece=1,oil; sunflower,तेल,Oil
        B-2,"Rice, long grain 25kg",bag,1850,,,,
        """;

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void A_spreadsheets_rows_become_products(char delimiter)
    {
        // A semicolon between columns leaves the bar between the parts of a cell.
        var text = delimiter == ',' ? Good : """
            SKU,Name ,Unit,Price,Units,Aliases,Aliases:hi,Category
            A-1,Sunflower Oil 1L,carton,1450.50,carton=12|piece=1,oil | sunflower,तेल,Oil
            B-2,"Rice, long grain 25kg",bag,1850,,,,
            """.Replace("Rice, long", "Rice_ long").Replace(',', delimiter).Replace("Rice_ long", "Rice, long");

        var catalog = Read(text).ShouldBeOfType<CatalogReading.Accepted>().Catalog;

        catalog.Currency.ShouldBe("NPR");
        var oil = catalog.Products[0];
        (oil.Sku, oil.Name, oil.Category, oil.BaseUnit, oil.DefaultUnit, oil.PriceAmount, oil.PricePer).ShouldBe(
            ("A-1", "Sunflower Oil 1L", "Oil", "piece", "carton", 1450.50m, "carton"), "the base unit is the one of factor 1");
        oil.FactorOf("carton").ShouldBe(12);
        oil.Aliases["en"].ShouldBe(["oil", "sunflower"]);
        oil.Aliases["hi"].ShouldBe(["तेल"]);
        var rice = catalog.Products[1];
        (rice.Name, rice.BaseUnit, rice.DefaultUnit, rice.PriceOf("bag")).ShouldBe(("Rice, long grain 25kg", "bag", "bag", 1850m));
    }

    [Fact]
    public void Every_bad_row_is_told_with_its_line_and_the_good_ones_are_at_hand()
    {
        var rejected = Read("""
            sku,name,unit,price
            A-1,Oil,carton,twelve

            B-2,Rice,bag,1850
            ,Salt,bag,10
            C-3,Sugar,bag,-4
            D-4,Tea,box,10
            d-4,Tea again,box,11
            """).ShouldBeOfType<CatalogReading.Rejected>();

        rejected.Errors.Select(error => $"{error.Row} {error.Sku}: {error.Message}").ShouldBe(
        [
            "2 A-1: amount must be a number.",
            "5 : sku is missing.",
            "6 C-3: price.amount must be more than 0 and at most 100000000.",
            "8 d-4: sku is used by row 7 already.",
        ]);
        rejected.Rest.Products.Select(product => product.Sku).ShouldBe(["B-2"]);
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("sku,name,price\nA,B,1", "The first line must name the columns; missing: unit.")]
    [InlineData("sku,name,unit,price\n", "products must have at least one product.")]
    public void What_is_no_catalog_is_refused_as_a_whole(string text, string message)
    {
        var rejected = Read(text).ShouldBeOfType<CatalogReading.Rejected>();

        rejected.Errors.ShouldHaveSingleItem().Message.ShouldBe(message);
        rejected.Rest.Products.ShouldBeEmpty();
    }

    [Fact]
    public void Broken_bytes_never_throw()
    {
        var random = new Random(511);
        var bytes = Encoding.UTF8.GetBytes(Good);
        for (var round = 0; round < 2000; round++)
        {
            byte[] broken = [.. bytes];
            for (var change = random.Next(1, 20); change > 0; change--)
            {
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
            }

            using var stream = new MemoryStream(broken, 0, random.Next(broken.Length + 1));
            CatalogCsv.Read(stream, "NPR").ShouldNotBeNull();
        }
    }

    private static CatalogReading Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return CatalogCsv.Read(stream, "NPR");
    }
}
