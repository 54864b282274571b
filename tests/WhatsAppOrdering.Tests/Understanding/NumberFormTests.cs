using System.Globalization;
using Shouldly;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Understanding;

/// <summary>Every way to write a quantity or a sum, each by itself. A carton of coke 1.5L holds six.</summary>
public sealed class NumberFormTests
{
    private static readonly CatalogIndex catalog = CatalogIndex.Build(TestCatalog.ReadCorpus("catalog.json"));

    [Theory]
    [InlineData("½ carton coke 1.5L", "3 piece")]
    [InlineData("1½ cartons coke 1.5L", "9 piece")]
    [InlineData("1 ½ cartons coke 1.5L", "9 piece")]
    [InlineData("1/2 carton coke 1.5L", "3 piece")]
    [InlineData("1⁄2 carton coke 1.5L", "3 piece")]
    [InlineData("1 1/2 cartons coke 1.5L", "9 piece")]
    [InlineData("coke 1.5L 2 1/2 ctn", "15 piece")]
    [InlineData("two and a half cartons coke 1.5L", "15 piece")]
    [InlineData("coke 1.5L 2.5 ctn", "15 piece")]
    [InlineData("0,5 caixa de coke 1,5L", "3 piece")]
    [InlineData("2 caixas e meia de coke 1,5L", "15 piece")]
    [InlineData("cartón y medio de coke 1.5L", "9 piece")]
    [InlineData("coke 1.5L katoni mbili na nusu", "15 piece")]
    [InlineData("coke 1.5L dedh carton", "9 piece")]
    [InlineData("coke 1.5L dhai carton", "15 piece")]
    [InlineData("coke 1.5L sadhe teen carton", "21 piece")]
    [InlineData("coke 1,5L satu setengah karton", "9 piece")]
    [InlineData("٣ كرتون coke 1.5L", "3 carton")]
    [InlineData("३ carton coke 1.5L", "3 carton")]
    [InlineData("3ctn coke 1.5L", "3 carton")]
    [InlineData("coke 1.5L x3", "3 carton")]
    [InlineData("coke 1.5L 3x", "3 carton")]
    [InlineData("coke 1.5L×3", "3 carton")]
    [InlineData("coke 1.5L *3", "3 carton")]
    [InlineData("3*coke 1.5L", "3 carton")]
    [InlineData("3xcoke 1.5L", "3 carton")]
    [InlineData("coke 1.5L-3", "3 carton")]
    [InlineData("coke 1.5L=3", "3 carton")]
    [InlineData("coke 1.5L:3", "3 carton")]
    [InlineData("coke 1.5L (3)", "3 carton")]
    [InlineData("coke 1.5L 3ctn @ 250", "3 carton")]
    [InlineData("coke 1.5L @250 3ctn", "3 carton")]
    [InlineData("coke 1.5 ltr 12", "12 carton")]
    public void A_quantity_is_what_was_written(string text, string quantity)
    {
        var read = Interpreter.Interpret(text, catalog, new DialogueContext("en", [], Awaiting.Nothing));

        read.Questions.ShouldBeEmpty();
        read.Unknown.ShouldBeEmpty();
        read.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            line => line.Sku.ShouldBe("COKE-150"),
            line => string.Create(CultureInfo.InvariantCulture, $"{line.Quantity} {line.Unit}").ShouldBe(quantity));
    }

    [Theory]
    [InlineData("¾ carton coke 1.5L", "four and a half bottles are none")]
    [InlineData("between 5 and 8 cartons coke 1.5L", "a range")]
    [InlineData("entre 5 y 8 cajas de coke 1.5L", "a range")]
    [InlineData("coke 1.5L katoni kati ya 5 na 8", "a range")]
    [InlineData("coke 1.5L 2 sampai 3 dus", "a range")]
    [InlineData("2-3 cartons coke 1.5L", "a range")]
    [InlineData("2 or 3 cartons coke 1.5L", "one or the other")]
    public void What_is_no_quantity_is_asked_about(string text, string why)
    {
        var read = Interpreter.Interpret(text, catalog, new DialogueContext("en", [], Awaiting.Nothing));

        read.Lines.ShouldBeEmpty(why);
        read.Questions.ShouldNotBeEmpty(why);
    }

    [Theory]
    [InlineData("paid 2,500.50 today", 2500.50)]
    [InlineData("paid 12k by mpesa", 12_000)]
    [InlineData("Fiz o pix de R$ 2.340,50 agora", 2340.50)]
    [InlineData("Fiz o pix de R$ 1.299,90 agora", 1299.90)]
    [InlineData("paguei 1299,90", 1299.90)]
    [InlineData("ya pagué S/ 45,90", 45.90)]
    [InlineData("حولت لكم ٢٬٥٠٠ ريال أمس", 2500)]
    [InlineData("دفعت ٢٬٥٠٠٫٧٥ ريال", 2500.75)]
    [InlineData("1 lakh 20 hazar bhej diya", 120_000)]
    [InlineData("paid 1.5 lakh", 150_000)]
    [InlineData("sudah transfer 1,2jt", 1_200_000)]
    [InlineData("sudah transfer 1.250.000", 1_250_000)]
    public void A_sum_is_what_was_written(string text, double amount)
    {
        var read = Interpreter.Interpret(text, catalog, new DialogueContext("en", [], Awaiting.Nothing));

        read.Intent.ShouldBe(Intent.Payment);
        read.Amount.ShouldBe((decimal)amount);
    }
}
