using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>The shop's yes to a higher price, given over HTTP: to which offer, and within which credit.</summary>
public sealed class PriceRiseRouteTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task The_whole_order_at_its_new_price_must_be_within_the_maximum_of_one_order()
    {
        var (office, order) = await PlacedAsync(7_000);
        (await office.Caller.PutAsync($"{office.LinePath}/limit", new { limit = Backoffice.Npr(100_000), orderMaximum = Backoffice.Npr(8_000), reason = "small shop" })).ShouldBe(200);

        await OfferAsync(office, order, 8_000.01m);
        var refused = (await AcceptAsync(office, order, 1)).ShouldBe(422, "ORDER_TOO_LARGE");
        (refused.Amount("asked"), refused.Amount("fits"), refused.Amount("orderMaximum"), refused.Amount("credit.held")).ShouldBe((8_000.01m, 8_000, 8_000, 7_000));

        await OfferAsync(office, order, 8_000);
        (await AcceptAsync(office, order, 2)).ShouldBe(200).Amount("credit.held").ShouldBe(8_000);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_refusal_is_stored_with_its_figures_and_the_same_offer_can_be_accepted_later()
    {
        var (office, order) = await PlacedAsync(60_000);
        await OfferAsync(office, order, 100_500);

        var refused = (await AcceptAsync(office, order, 1)).ShouldBe(422, "INSUFFICIENT_CREDIT");

        (refused.Amount("asked"), refused.Amount("projected"), refused.Amount("shortfall"), refused.Amount("fits")).ShouldBe((100_500, 100_500, 500, 100_000));
        (refused.Amount("credit.used"), refused["canBeApproved"].GetBoolean()).ShouldBe((60_000, false));
        var stored = await service.Database.OneAsync<string>($"""
            select string_agg(concat_ws(' ', d.scope, d.operation, d.answer::jsonb ->> 'outcome', d.answer::jsonb ->> 'code', d.answer::jsonb ->> 'shortfall'), ', ' order by d.created_at) as "Value"
            from credit_decision d where d.wholesaler_id = {office.Wholesaler.Value} and d.operation <> 'reserve'
            """);
        stored.ShouldBe("price raise DECLINED INSUFFICIENT_CREDIT 500.00");
        (await office.Caller.PutAsync($"{office.LinePath}/limit", new { limit = Backoffice.Npr(100_500), reason = "raised" })).ShouldBe(200);
        (await AcceptAsync(office, order, 1)).ShouldBe(200).Amount("credit.available").ShouldBe(0);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_yes_is_to_the_offer_that_it_names()
    {
        var (office, order) = await PlacedAsync(7_000);
        (await AcceptAsync(office, order, 1)).ShouldBe(409, "INVALID_TRANSITION");
        (await OfferAsync(office, order, 8_000))["order.offer"].GetInt32().ShouldBe(1);
        (await office.Caller.PostAsync($"{order}/price-rise/accept", new { })).ShouldBe(400, "INVALID_REQUEST");

        await OfferAsync(office, order, 9_000);

        (await AcceptAsync(office, order, 1)).ShouldBe(409, "INVALID_TRANSITION");
        (await office.Caller.GetAsync(order))["offer"].GetInt32().ShouldBe(2);
        var accepted = (await AcceptAsync(office, order, 2)).ShouldBe(200);
        (accepted.Amount("order.amount"), accepted["order"].TryGetProperty("offer", out _)).ShouldBe((9_000, false));
        (await AcceptAsync(office, order, 2)).ShouldBe(409, "INVALID_TRANSITION");
    }

    private async Task<(Backoffice Backoffice, string Order)> PlacedAsync(decimal amount)
    {
        var office = await Backoffice.OpenAsync(service);
        var placed = await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, amount = Backoffice.Npr(amount) });
        return (office, $"/orders/{placed.ShouldBe(201)["order.id"].GetGuid()}");
    }

    private static async Task<Reply> OfferAsync(Backoffice office, string order, decimal price) =>
        (await office.Caller.PostAsync($"{order}/price-rise", new { lines = new[] { new { position = 1, unitPrice = Backoffice.Npr(price) } } })).ShouldBe(200);

    private static Task<Reply> AcceptAsync(Backoffice office, string order, int offer) => office.Caller.PostAsync($"{order}/price-rise/accept", new { offer });
}
