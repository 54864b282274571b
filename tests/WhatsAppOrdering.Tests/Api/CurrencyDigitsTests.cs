using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>Catalog, orders, payments and the ledger have the digits of the wholesaler's currency, three of a Kuwaiti dinar and none of a yen.</summary>
public sealed class CurrencyDigitsTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Theory]
    [InlineData("KWD", 1.125, 1.1255, "3.375", "1.125")]
    [InlineData("JPY", 110, 110.5, "330", "110")]
    public async Task An_order_at_the_catalogs_price_reaches_the_ledger_to_the_last_digit(string currency, decimal price, decimal tooFine, string total, string rest)
    {
        var wholesaler = (await (await Integrator.OperatorAsync(service)).PostAsync(
            "/wholesalers", new { name = "Gulf Traders", currency, timeZone = "Asia/Kuwait" })).ShouldBe(201)["id"].GetGuid();
        var office = await Integrator.OfAsync(service, new WholesalerId(wholesaler));
        object Money(decimal amount) => new { amount, currency };
        (await office.PutAsync("/products", new { currency, products = new[] { RouteExamples.Product("PEN", tooFine) } })).ShouldBe(400, "INVALID_REQUEST");
        (await office.PutAsync("/products/PEN", RouteExamples.Product("PEN", tooFine))).ShouldBe(400, "INVALID_REQUEST");
        (await office.PutAsync("/products", new { currency, products = new[] { RouteExamples.Product("PEN", price) } })).ShouldBe(200);
        (await office.PutAsync("/products/INK", RouteExamples.Product("INK", price))).ShouldBe(200)["price.amount"].GetDecimal().ShouldBe(price);
        var retailer = (await office.PostAsync("/retailers", new { name = "Corner Shop" })).ShouldBe(201)["id"].GetGuid();
        var line = (await office.PostAsync("/credit-lines", new { retailerId = retailer, limit = Money(1000), termsDays = 15 })).ShouldBe(201)["id"].GetGuid();

        var order = (await office.PostAsync("/orders", new { creditLineId = line, lines = new[] { new { sku = "PEN", quantity = 3 } } })).ShouldBe(201);
        order.Amount("order.total").ShouldBe(decimal.Parse(total));
        (await office.PostAsync($"/orders/{order["order.id"].GetGuid()}/confirm", new { })).ShouldBe(200);
        (await office.PostAsync($"/credit-lines/{line}/payments", new { amount = Money(tooFine), reference = "R-1" })).ShouldBe(422, "INVALID_AMOUNT");
        (await office.PostAsync($"/credit-lines/{line}/payments", new { amount = Money(2 * price), reference = "R-1" })).ShouldBe(201).Amount("line.owed").ShouldBe(decimal.Parse(rest));

        var ledger = await service.Database.AskAsync<string>($"""
            select kind || ' ' || trim_scale(amount) as "Value" from ledger_entry where line_id = {line} and seq > 1 order by seq
            """);
        ledger.ShouldBe([$"DEBIT {total}", $"CONFIRM {total}", $"CREDIT {2 * price:0.###}"]);
        await service.BooksHoldAsync();
    }
}
