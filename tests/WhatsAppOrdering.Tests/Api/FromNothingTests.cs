using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Guards;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>A wholesaler made from nothing by HTTP alone, until a shop has ordered in chat and the money is owed.</summary>
public sealed class FromNothingTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    private const string Number = "2999000000001";

    [Fact]
    public async Task A_wholesaler_made_by_HTTP_alone_takes_an_order_in_chat()
    {
        var operatorsKey = await Integrator.OperatorAsync(service);
        var wholesaler = (await operatorsKey.PostAsync("/wholesalers", new { name = "Himal Traders", currency = "NPR", timeZone = "Asia/Kathmandu" })).ShouldBe(201)["id"].GetGuid();
        (await operatorsKey.PostAsync("/numbers", new { phoneNumberId = Number, displayNumber = "+1 202 555 0150", wholesalers = new[] { wholesaler } })).ShouldBe(200);
        var office = await Integrator.OfAsync(service, new WholesalerId(wholesaler));
        (await office.PutAsync("/products", await File.ReadAllTextAsync(Path.Combine(Repository.Lab, "Demo", "catalog.json")))).ShouldBe(200);
        var retailer = (await office.PostAsync("/retailers", new { name = "Corner Shop" })).ShouldBe(201)["id"].GetGuid();
        (await office.PostAsync("/people", new { phone = "12025550151", name = "Asha", roles = new[] { new { role = "Buyer", retailerId = retailer } } })).ShouldBe(201);
        (await office.PostAsync("/people", new { phone = "12025550152", name = "Bina", roles = new[] { new { role = "Approver" } } })).ShouldBe(201);
        var line = (await office.PostAsync("/credit-lines", new { retailerId = retailer, limit = new { amount = 50000.00, currency = "NPR" }, termsDays = 15 })).ShouldBe(201)["id"].GetGuid();

        var (shop, approver) = (new Phone(service, Number, "12025550151"), new Phone(service, Number, "12025550152"));
        var cart = await shop.SaysAsync("2 carton coke 1.5L");
        cart.Buttons.Select(button => button.Title).ShouldContain("Confirm", cart.Text);
        (await shop.TapsAsync("Confirm")).Text.ShouldContain("is on hold");
        await approver.TapsAsync("Confirm");

        var after = (await office.GetAsync($"/credit-lines/{line}")).ShouldBe(200);
        after.Amount("owed").ShouldBe(3240);
        after.Amount("available").ShouldBe(46760);
        await service.BooksHoldAsync();
    }
}
