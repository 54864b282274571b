using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Credit;

/// <summary>Another connection really holds the line's row.</summary>
public sealed class BusyLineTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const int Seed = 7;

    [Fact]
    public async Task A_line_that_is_free_within_the_wait_is_waited_for()
    {
        var shop = await books.OpenLineAsync();
        await using var holder = await HoldAsync(shop);

        var placing = shop.PlaceAsync(10_000);
        await books.Database.UntilAsync($"select exists (select from pg_locks where not granted) as \"Value\"");
        placing.IsCompleted.ShouldBeFalse();
        await holder.CloseAsync();

        (await placing).Decision.IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:00:00.1")]
    public async Task A_line_that_is_busy_longer_than_the_wait_is_tried_again(string wait)
    {
        var shop = await books.OpenLineAsync();
        await using var holder = await HoldAsync(shop);
        var delays = new PlannedDelays();
        var tries = 0;

        var accepted = await books.RunAsync(
            shop.Wholesaler,
            async services =>
            {
                if (++tries == 3)
                {
                    await holder.CloseAsync();
                }

                return await ReserveAsync(services, shop);
            },
            services: Service(wait, delays));

        (accepted.IsAccepted, accepted.Used, tries, delays.Milliseconds.Count).ShouldBe((true, 10_000, 3, 2));
    }

    [Fact]
    public async Task A_line_that_stays_busy_ends_in_busy_after_three_retries_and_nothing_is_written()
    {
        var shop = await books.OpenLineAsync();
        await using var holder = await HoldAsync(shop);
        var delays = new PlannedDelays();
        var before = await WrittenAsync();

        var busy = await Should.ThrowAsync<Exception>(() => shop.PlaceAsync(10_000, services: Service("00:00:00.05", delays)));

        BusyRetry.IsBusy(busy).ShouldBeTrue();
        (await WrittenAsync()).ShouldBe(before);
        // Timers are set in whole milliseconds.
        var jitter = new Random(Seed);
        double Planned(int milliseconds) => milliseconds * (0.75 + (jitter.NextDouble() / 2));
        delays.Milliseconds.ShouldBe([Planned(100), Planned(200), Planned(400)], tolerance: 1);
        await holder.CloseAsync();
        (await shop.PlaceAsync(10_000)).Decision.IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(40, 4)]
    public async Task No_try_begins_and_no_pause_lasts_after_the_callers_patience_is_over(int milliseconds, int most)
    {
        var (delays, tries) = (new PlannedDelays(), 0);
        var retry = new BusyRetry(3, delays, new Random(Seed)).With(null, new Patience(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System));

        await Should.ThrowAsync<PostgresException>(() => retry.Pipeline.ExecuteAsync(ValueTask (_) =>
        {
            tries++;
            throw new PostgresException("busy", "ERROR", "ERROR", "55P03");
        }).AsTask());

        tries.ShouldBeInRange(1, most);
        delays.Milliseconds.ShouldAllBe(delay => delay <= milliseconds);
    }

    [Fact]
    public async Task The_wait_of_one_call_does_not_leak_into_its_transaction()
    {
        var shop = await books.OpenLineAsync();

        var left = await books.RunAsync(shop.Wholesaler, async services =>
        {
            await ReserveAsync(services, shop);
            return await services.GetRequiredService<OrderingDb>().Database.SqlQuery<string>($"select current_setting('lock_timeout') as \"Value\"").SingleAsync();
        });

        left.ShouldBe("5s");
    }

    [Fact]
    public async Task Another_wholesalers_line_and_another_shops_do_not_wait()
    {
        var shops = await books.OpenLinesAsync(2);
        var other = await books.OpenLineAsync();
        await using var holder = await HoldAsync(shops[0]);
        var impatient = Service("00:00:00", new PlannedDelays());

        (await other.PlaceAsync(10_000, services: impatient)).Decision.IsAccepted.ShouldBeTrue();
        (await shops[1].PlaceAsync(10_000, services: impatient)).Decision.IsAccepted.ShouldBeTrue();
        await Should.ThrowAsync<Exception>(() => shops[0].PlaceAsync(10_000, services: impatient));
    }

    private ServiceProvider Service(string wait, PlannedDelays delays) =>
        books.Build(wait, services => services.AddSingleton(new BusyRetry(3, delays, new Random(Seed))));

    private static Task<Decision> ReserveAsync(IServiceProvider services, ShopLine shop) =>
        services.GetRequiredService<Reserve>().ExecuteAsync(
            new(shop.Wholesaler, shop.Line, "api", "only", [1], OrderId.New(), 1, 10_000, BooksUnderTest.Currency, "shop"), CancellationToken.None);

    /// <summary>Holds the row until the connection is closed.</summary>
    private async Task<NpgsqlConnection> HoldAsync(ShopLine shop)
    {
        var holder = await books.Database.ConnectAsync();
        await using var command = new NpgsqlCommand($"begin; select from credit_line where id = '{shop.Line.Value}' for no key update", holder);
        await command.ExecuteNonQueryAsync();
        return holder;
    }

    private Task<string> WrittenAsync() => books.Database.OneAsync<string>($"""
        select concat_ws(' ', (select sum(hashtext(l::text)) from credit_line l), (select count(*) from ledger_entry), (select count(*) from sales_order),
            (select count(*) from order_line), (select count(*) from order_transition), (select count(*) from credit_decision),
            (select count(*) from api_answer), (select count(*) from outbox), (select last_value from order_number)) as "Value"
        """);
}
