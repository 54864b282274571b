using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Lab;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Lab;

/// <summary>The demonstration's clock jumps past the times of orders, which the sweeper could not have seen before.</summary>
public sealed class MovedClockTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const long Day = 24 * 60 * 60;

    [Fact]
    public async Task A_jump_by_a_day_with_an_open_order_raises_no_false_alarm_but_a_sweeper_that_stays_away_does()
    {
        var shop = await books.OpenLineAsync();
        var order = await shop.PlacedAsync(100);
        var clock = new LabClock();
        await clock.InstallAsync(books.Addresses.Owner, TestContext.Current.CancellationToken);
        await books.Services.GetRequiredService<Transactions>().RunAsync(
            Pool.Pages, (services, ct) => clock.MoveAsync(Day, services.GetRequiredService<OrderingDb>(), ct), TestContext.Current.CancellationToken);

        await books.HoldAsync();
        await books.Services.GetRequiredService<MeasureHolds>().RunAsync(TestContext.Current.CancellationToken);

        // As if the jump had landed two minutes ago, and nobody had swept since.
        await books.AsOwnerAsync("update development_clock set landed_at = landed_at - interval '2 minutes'");
        (await books.AuditAsync()).Single(line => line.Breaches > 0).Invariant.ShouldBe("no unconfirmed order holds credit long after its time");

        (await books.Services.GetRequiredService<ExpireOrders>().RunAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        await books.HoldAsync();
        (await shop.ExpireAsync(order)).ShouldBeFalse();
    }
}

/// <summary>The demonstration before its clock has ever been moved.</summary>
public sealed class StillClockTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Where_nothing_is_held_nothing_is_overdue()
    {
        await new LabClock().InstallAsync(books.Addresses.Owner, TestContext.Current.CancellationToken);

        (await books.Services.GetRequiredService<MeasureHolds>().RunAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }
}
