using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>Confirming and delivering in part: what a part costs, and parts that make no sense.</summary>
public sealed class PartRouteTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    /// <summary>A bag of 30 kg costs 2,150: a kilogram has no price that four digits could hold.</summary>
    [Theory]
    [InlineData(300, 21_500, 150, 10_750)]
    [InlineData(299.9999, 21_499.99, 299.9999, 21_499.99)]
    [InlineData(100, 7_166.67, 50, 3_583.33)]
    [InlineData(0.0002, 0.01, 0.0001, 0.01)]
    public async Task A_part_costs_its_share_of_the_line_however_odd_the_unit_price(decimal confirmed, decimal owed, decimal delivered, decimal owedThen)
    {
        var office = await Backoffice.OpenAsync(service);
        var placed = await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, lines = new[] { new { sku = "RICE-SONA-30", quantity = 300, unit = "kg" } } });
        placed.ShouldBe(201).Amount("order.total").ShouldBe(21_500);
        var order = $"/orders/{placed["order.id"].GetGuid()}";

        (await office.Caller.PostAsync($"{order}/confirm", Part((1, confirmed)))).ShouldBe(200).Amount("credit.owed").ShouldBe(owed);
        (await office.Caller.PostAsync($"{order}/deliver", Part((1, delivered)))).ShouldBe(200).Amount("credit.owed").ShouldBe(owedThen);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_quantity_that_comes_to_no_money_is_refused_and_leaves_the_order()
    {
        var office = await Backoffice.OpenAsync(service);
        var order = await PlaceAsync(office, 10);

        (await office.Caller.PostAsync($"{order}/confirm", Part((1, 0.0001m)), "one")).ShouldBe(400, "INVALID_REQUEST");
        (await office.Caller.PostAsync($"{order}/confirm", new { }, "one")).ShouldBe(200);
        (await office.Caller.PostAsync($"{order}/deliver", Part((1, 0.0001m)), "two")).ShouldBe(400, "INVALID_REQUEST");
        (await office.Caller.PostAsync($"{order}/deliver", Part((1, 0.5m)), "two")).ShouldBe(200).Amount("credit.owed").ShouldBe(5);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task Two_entries_for_one_line_contradict_each_other()
    {
        var office = await Backoffice.OpenAsync(service);
        var order = await PlaceAsync(office, 10);

        (await office.Caller.PostAsync($"{order}/confirm", Part((1, 1), (1, 0.5m)))).ShouldBe(400, "INVALID_REQUEST");
        (await office.Caller.PostAsync($"{order}/price-rise", new { lines = new[] { Price(11), Price(12) } })).ShouldBe(400, "INVALID_REQUEST");
        (await office.Caller.PostAsync($"{order}/price-rise", new { lines = new[] { Price(11) } })).ShouldBe(200);
        (await office.Caller.PostAsync($"{order}/confirm", Part((1, 1)))).ShouldBe(200);
        (await office.Caller.PostAsync($"{order}/deliver", Part((1, 1), (1, 0.5m)))).ShouldBe(400, "INVALID_REQUEST");
    }

    private static object Part(params (int Position, decimal Quantity)[] lines) => new { lines = lines.Select(line => new { position = line.Position, quantity = line.Quantity }) };

    private static object Price(decimal amount) => new { position = 1, unitPrice = Backoffice.Npr(amount) };

    private static async Task<string> PlaceAsync(Backoffice office, decimal amount) =>
        $"/orders/{(await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, amount = Backoffice.Npr(amount) })).ShouldBe(201)["order.id"].GetGuid()}";
}
