using Shouldly;
using WhatsAppOrdering.Understanding;
using Xunit;

namespace WhatsAppOrdering.Tests.Understanding;

/// <summary>Words about orders that are placed: which one, and yes or no to calling it off.</summary>
public sealed class OrderCommandTests
{
    [Theory]
    [InlineData("cancel 1005", Intent.Cancel, 1005, null)]
    [InlineData("cancel order #1005 please", Intent.Cancel, 1005, null)]
    [InlineData("cancel the first", Intent.Cancel, null, 1)]
    [InlineData("status 1005", Intent.Status, 1005, null)]
    [InlineData("cancel", Intent.Cancel, null, null)]
    public void A_command_names_its_order(string text, Intent intent, int? number, int? place)
    {
        var read = Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty);

        (read.Intent, read.OrderNumber, read.OrderPlace).ShouldBe((intent, number, place));
    }

    [Theory]
    [InlineData("yes", Intent.Cancel)]
    [InlineData("yes, cancel it", Intent.Cancel)]
    [InlineData("cancel", Intent.Cancel)]
    [InlineData("haan", Intent.Cancel)]
    [InlineData("no", Intent.Keep)]
    [InlineData("no, keep it", Intent.Keep)]
    [InlineData("keep it", Intent.Keep)]
    [InlineData("don't cancel", Intent.Keep)]
    [InlineData("balance", Intent.Balance)]
    [InlineData("5 sugar", Intent.Order)]
    public void Yes_cancels_and_no_keeps_where_that_was_asked(string text, Intent intent) =>
        Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty with { Awaiting = Awaiting.Cancellation }).Intent.ShouldBe(intent);

    [Theory]
    [InlineData("yes 1005")]
    [InlineData("1005")]
    [InlineData("ok 500")]
    public void A_number_makes_no_yes(string text) =>
        Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty with { Awaiting = Awaiting.Confirmation }).Intent.ShouldNotBe(Intent.Confirm);

    [Theory]
    [InlineData("250 wala", "COKE-250")]
    [InlineData("250", "COKE-250")]
    [InlineData("1.5", "COKE-1500")]
    [InlineData("2", "COKE-250")]
    public void A_size_without_its_measure_answers_which(string text, string sku)
    {
        var read = Interpreter.Interpret(
            text, TestCatalog.Index, TestCatalog.Empty with { Awaiting = Awaiting.Product, Options = ["COKE-1500", "COKE-250"], Quantity = 2, Unit = "carton" });

        read.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(line => line.Sku.ShouldBe(sku), line => line.Quantity.ShouldBe(2));
    }

    [Theory]
    [InlineData("thank you", true)]
    [InlineData("thanks boss", true)]
    [InlineData("no thanks", false)]
    [InlineData("hello", false)]
    public void Thanks_are_known(string text, bool thanks) => Interpreter.Interpret(text, TestCatalog.Index, TestCatalog.Empty).IsThanks.ShouldBe(thanks);

    [Fact]
    public void No_before_another_quantity_corrects_the_cart()
    {
        var read = Interpreter.Interpret("no, 4 cartons of coke 1.5", TestCatalog.Index, TestCatalog.Empty with { Basket = [new("COKE-1500", 5, "carton")], Awaiting = Awaiting.Confirmation });

        read.Lines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(line => line.Operation.ShouldBe(LineOperation.Set), line => line.Quantity.ShouldBe(4));
    }

    [Theory]
    [InlineData("confirm 1002", 1002)]
    [InlineData("reject #1002!", 1002)]
    [InlineData("1002 or 1003", null)]
    [InlineData("hello", null)]
    public void A_wholesaler_names_one_order(string text, int? number) => Interpreter.OrderNumberIn(text).ShouldBe(number);
}
