using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

public sealed class BatchRaceTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    /// <summary>Each asks the approver twice, and the books are looked at when all of that is sent.</summary>
    private const int Rounds = 40;

    [Fact]
    public async Task Two_atomic_batches_over_two_lines_in_opposite_order_at_once_are_both_granted_without_deadlock()
    {
        var office = await Backoffice.OpenAsync(service);
        var other = (await office.Caller.PostAsync("/credit-lines", new { retailerId = office.NewRetailer, limit = Backoffice.Npr(100_000), termsDays = 1 })).ShouldBe(201)["id"].GetGuid();
        object Wish(Guid line) => new { creditLineId = line, amount = Backoffice.Npr(10) };
        Task<Reply> Batch(params Guid[] lines) => office.Caller.PostAsync("/orders/batch?maxRetries=0&timeoutMs=10000", new { atomic = true, orders = lines.Select(Wish) });

        for (var round = 0; round < Rounds; round++)
        {
            (await Task.WhenAll(Batch(office.Line, other), Batch(other, office.Line))).ShouldAllBe(reply => reply.Status == 201);
        }

        foreach (var line in new[] { office.Line, other })
        {
            (await office.Caller.GetAsync($"/credit-lines/{line}")).Amount("used").ShouldBe(Rounds * 2 * 10);
        }

        await service.BooksHoldAsync();
    }
}
