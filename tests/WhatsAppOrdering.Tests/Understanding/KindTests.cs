using System.Text.Json;
using Shouldly;
using WhatsAppOrdering.Tests.Guards;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Understanding;

/// <summary>Words for kinds of goods, in a catalog whose "Protex Soap", "Kabras Sugar" and "Rosy Toilet Tissue" have no alias at all.</summary>
public sealed class KindTests
{
    private static readonly CatalogIndex catalog = CatalogIndex.Build(TestCatalog.ReadCorpus("catalog35.json"));

    [Theory]
    [InlineData("en", "protex soap 2 cartons", "SOP-PRO-85")]
    [InlineData("es", "2 cajas de jabón Protex", "SOP-PRO-85")]
    [InlineData("pt", "sabonete Protex 2 cx", "SOP-PRO-85")]
    [InlineData("sw", "sabuni ya Protex katoni 2", "SOP-PRO-85")]
    [InlineData("ar", "صابون Protex ٢ كرتون", "SOP-PRO-85")]
    [InlineData("id", "sabun Protex 2 dus", "SOP-PRO-85")]
    [InlineData("hi", "Protex साबुन 2 कार्टन", "SOP-PRO-85")]
    [InlineData("ne", "Protex sabun 2 carton", "SOP-PRO-85")]
    [InlineData("sw", "sukari Kabras balo 2", "SUG-KAB-1")]
    [InlineData("es", "azúcar Kabras 2 fardos", "SUG-KAB-1")]
    public void A_kind_beside_a_name_is_read_in_every_language(string language, string text, string sku)
    {
        var read = Read(language, text);

        read.Lines.ShouldHaveSingleItem(text).ShouldSatisfyAllConditions(line => line.Sku.ShouldBe(sku), line => line.Quantity.ShouldBe(2));
        read.Questions.ShouldBeEmpty();
        read.Unknown.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("es", "2 cajas de jabón")]
    [InlineData("id", "beras 2 karung")]
    [InlineData("pt", "2 caixas de champô Protex")]
    public void A_kind_of_several_things_or_of_none_is_no_line(string language, string text)
    {
        var read = Read(language, text);

        read.Lines.ShouldBeEmpty();
        (read.Questions.Count + read.Unknown.Count).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_product_whose_name_is_only_its_size_is_of_the_kind_of_its_category()
    {
        CatalogProduct Soap(string sku, string name, string? category) => new(sku, name, category, "500g", "piece", [new ProductUnit("piece", 1)], "piece", 1, "piece", new Dictionary<string, IReadOnlyList<string>>());
        var index = CatalogIndex.Build(new CatalogSnapshot("NPR", [Soap("A", "500g", "soap"), Soap("B", "Lux Soap", null), Soap("C", "Dove Sabun", null)]));

        Interpreter.Interpret("2 soap", index, TestCatalog.Empty).Questions.ShouldHaveSingleItem().Options.Count.ShouldBeGreaterThan(1);
    }

    /// <summary>A kind that one pack calls otherwise than the others would never be found by its words.</summary>
    [Fact]
    public void All_packs_know_the_same_kinds_and_no_word_means_two()
    {
        var packs = Directory.GetFiles(Path.Combine(Repository.Root, "src", "WhatsAppOrdering.Understanding", "Packs"), "*.json")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("kinds").EnumerateObject().ToDictionary(kind => kind.Name, kind => kind.Value.GetString()!.Split('|')));

        packs.Count.ShouldBe(8);
        foreach (var (language, kinds) in packs)
        {
            kinds.Keys.ShouldBeSubsetOf(packs["en"].Keys, language);
            kinds.SelectMany(kind => kind.Value).GroupBy(word => word).Where(word => word.Count() > 1).Select(word => word.Key).ShouldBeEmpty(language);
        }
    }

    private static Interpretation Read(string language, string text) => Interpreter.Interpret(text, catalog, new DialogueContext(language, [], Awaiting.Nothing));
}
