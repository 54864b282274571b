using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>Each refusal of the policy over HTTP, in its precedence: what is added goes before all that was there.</summary>
public sealed class PolicyRouteTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task The_first_refusal_that_applies_is_told_and_says_whether_the_wholesaler_can_cure_it()
    {
        var office = await Backoffice.OpenAsync(service);
        Task<Reply> OrderAsync(string? whenDeclined = null) => office.Caller.PostAsync("/orders", new { retailer = office.Retailer, amount = Backoffice.Npr(100_001), whenDeclined });
        Task<Reply> LimitAsync(object terms) => office.Caller.PutAsync($"{office.LinePath}/limit", terms);
        var yesterday = (await service.Database.NowAsync()).AddDays(-1);

        (await OrderAsync()).ShouldBe(422, "INSUFFICIENT_CREDIT")["canBeApproved"].GetBoolean().ShouldBeTrue();
        (await LimitAsync(new { limit = Backoffice.Npr(100_000), orderMaximum = Backoffice.Npr(20_000), reason = "small shop" })).ShouldBe(200);
        (await OrderAsync()).ShouldBe(422, "ORDER_TOO_LARGE")["canBeApproved"].GetBoolean().ShouldBeTrue();
        await office.AdjustAsync(1_000, dueAt: yesterday);
        (await OrderAsync()).ShouldBe(422, "OVERDUE")["canBeApproved"].GetBoolean().ShouldBeTrue();
        (await office.Caller.PostAsync($"{office.LinePath}/hold", new { reason = "Overdue payments" })).ShouldBe(200);
        (await OrderAsync()).ShouldBe(422, "CREDIT_BLOCKED")["canBeApproved"].GetBoolean().ShouldBeFalse();
        (await office.Caller.PostAsync($"{office.LinePath}/close", new { reason = "moved away" })).ShouldBe(200);
        (await OrderAsync()).ShouldBe(422, "CREDIT_CLOSED")["canBeApproved"].GetBoolean().ShouldBeFalse();
        (await office.Caller.PostAsync($"/retailers/{office.Retailer}/suspend", new { reason = "a court's order" })).ShouldBe(200);
        (await OrderAsync()).ShouldBe(422, "RETAILER_SUSPENDED")["canBeApproved"].GetBoolean().ShouldBeFalse();

        // No approval cures it, so nobody is asked.
        (await OrderAsync("askApproval")).ShouldBe(422, "RETAILER_SUSPENDED");
        (await office.Caller.GetAsync("/orders"))["items"].GetArrayLength().ShouldBe(0);
        (await office.Caller.GetAsync(office.LinePath)).Amount("used").ShouldBe(1_000);
        await service.BooksHoldAsync();
    }
}
