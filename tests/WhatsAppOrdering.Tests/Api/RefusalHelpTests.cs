using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>What a refusal says to help does help.</summary>
public sealed class RefusalHelpTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task Paying_what_is_overdue_may_not_do_and_paying_what_the_refusal_asks_for_does()
    {
        var office = await Backoffice.OpenAsync(service);
        var now = await service.Database.NowAsync();
        await office.AdjustAsync(10_000, dueAt: now.AddDays(5));
        await office.AdjustAsync(5_000, dueAt: now.AddDays(-1));
        await office.AdjustAsync(2_000, dueAt: now.AddDays(5));

        (await RefusedAsync(office)).ShouldBe((5_000, 15_000));
        await office.PayAsync(5_000);
        (await RefusedAsync(office)).ShouldBe((5_000, 10_000));
        await office.PayAsync(9_999.99m);
        (await RefusedAsync(office)).ShouldBe((0.01m, 0.01m));
        await office.PayAsync(0.01m);
        (await OrderAsync(office, 1)).ShouldBe(201);
    }

    [Fact]
    public async Task What_is_due_within_its_grace_need_not_be_paid_yet()
    {
        var office = await Backoffice.OpenAsync(service);
        var now = await service.Database.NowAsync();
        (await office.Caller.PutAsync($"{office.LinePath}/limit", new { limit = Backoffice.Npr(100_000), graceDays = 3, reason = "known" })).ShouldBe(200);
        await office.AdjustAsync(1_000, dueAt: now.AddDays(-4));
        await office.AdjustAsync(500, dueAt: now.AddDays(-1));

        (await RefusedAsync(office)).ShouldBe((1_500, 1_000));
        await office.PayAsync(1_000);
        (await OrderAsync(office, 1)).ShouldBe(201);
    }

    [Fact]
    public async Task An_order_that_is_too_large_is_told_the_maximum()
    {
        var office = await Backoffice.OpenAsync(service);
        (await office.Caller.PutAsync($"{office.LinePath}/limit", new { limit = Backoffice.Npr(100_000), orderMaximum = Backoffice.Npr(20_000), reason = "small shop" })).ShouldBe(200);

        (await OrderAsync(office, 20_000.01m)).ShouldBe(422, "ORDER_TOO_LARGE").Amount("orderMaximum").ShouldBe(20_000);
        (await OrderAsync(office, 20_000)).ShouldBe(201);
    }

    private static Task<Reply> OrderAsync(Backoffice office, decimal amount) => office.Caller.PostAsync("/orders", new { creditLineId = office.Line, amount = Backoffice.Npr(amount) });

    private static async Task<(decimal Overdue, decimal ToPay)> RefusedAsync(Backoffice office)
    {
        var refused = (await OrderAsync(office, 1)).ShouldBe(422, "OVERDUE");
        return (refused.Amount("overdue"), refused.Amount("toPay"));
    }
}
