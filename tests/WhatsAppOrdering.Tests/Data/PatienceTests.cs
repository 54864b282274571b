using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Data;

/// <summary>
/// A caller's <c>timeoutMs</c> bounds his whole call: looked at on a clock that goes on by what is waited and planned, so that
/// it is sums that are compared and never how long something took.
/// </summary>
public sealed class PatienceTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private static readonly TimeSpan Whole = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Deadlock = TimeSpan.FromMilliseconds(60);

    [Fact]
    public async Task All_tries_and_all_pauses_between_them_wait_no_longer_together_than_the_caller_said()
    {
        var shop = await books.OpenLineAsync();
        await using var holder = await HoldAsync(shop);
        var clock = new HandClock();
        var pauses = new PlannedDelays(clock.PutOn);
        var tries = new List<(TimeSpan Left, int Wait)>();
        var services = books.Build("00:00:02", more => more.AddSingleton(new BusyRetry(20, pauses, new Random(1))));

        var busy = await Should.ThrowAsync<Exception>(() => books.RunAsync(
            shop.Wholesaler,
            async scope =>
            {
                var wait = scope.GetRequiredService<LockWait>().Milliseconds;
                tries.Add((Whole - clock.Passed, wait));
                if (tries.Count < 3)
                {
                    // Others' deadlock ends the first tries long before their time.
                    clock.PutOn(Deadlock);
                    throw new PostgresException("deadlock detected", "ERROR", "ERROR", "40P01");
                }

                try
                {
                    return await ReserveAsync(scope, shop, CancellationToken.None);
                }
                finally
                {
                    // The line is held, so the database has waited for as long as it was told.
                    clock.PutOn(TimeSpan.FromMilliseconds(wait));
                }
            },
            services: services,
            patience: new Patience(Whole, clock)));

        BusyRetry.IsBusy(busy).ShouldBeTrue(busy.ToString());
        tries.Count.ShouldBeGreaterThanOrEqualTo(3);
        tries.ShouldAllBe(one => one.Wait == (int)one.Left.TotalMilliseconds);
        // Each try as a whole, for several waits in it do not add up.
        clock.Planned.ShouldBe(tries.Select(one => one.Left + Patience.Work));
        clock.Passed.ShouldBe(Whole, tolerance: TimeSpan.FromMilliseconds(1));
        (await shop.BooksAsync()).ShouldBe(new Books(0, 0, "", ""));
    }

    [Fact]
    public async Task A_try_that_waits_and_waits_is_broken_off_a_second_after_the_callers_time()
    {
        var shop = await books.OpenLineAsync();
        var clock = new HandClock();
        await using (await HoldAsync(shop))
        {
            var placing = books.Services.GetRequiredService<Transactions>().RunWithRetryAsync(
                Pool.Writes,
                async (scope, ct) =>
                {
                    await scope.GetRequiredService<OrderingDb>().EnterTenantAsync(shop.Wholesaler, ct);
                    return await ReserveAsync(scope, shop, ct);
                },
                CancellationToken.None,
                patience: new Patience(TimeSpan.FromMinutes(1), clock));
            await books.Database.UntilAsync(
                $"select exists (select from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted) as \"Value\"");
            clock.Planned.ShouldBe([TimeSpan.FromSeconds(61)]);

            clock.PutOn(TimeSpan.FromSeconds(61));

            await Should.ThrowAsync<PatienceEndedException>(() => placing);
        }

        (await shop.BooksAsync()).ShouldBe(new Books(0, 0, "", ""));
        (await shop.PlaceAsync(10_000)).Decision.IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task The_wait_for_a_place_is_of_the_same_time()
    {
        await using var places = new WritePlaces(Options.Create(new DatabaseOptions { Writes = 2 }));
        var (wholesaler, clock) = (WholesalerId.New(), new HandClock());
        var patience = new Patience(Whole, clock);
        using var taken = await places.TakeAsync(wholesaler, null, patience, CancellationToken.None);
        clock.PutOn(Whole / 2);

        var waiting = places.TakeAsync(wholesaler, null, patience, CancellationToken.None);
        clock.PutOn(Whole / 2);

        (await waiting).ShouldBeNull();
        clock.Planned.ShouldBe([Whole, Whole / 2]);
    }

    private static Task<Decision> ReserveAsync(IServiceProvider services, ShopLine shop, CancellationToken ct) =>
        services.GetRequiredService<Reserve>().ExecuteAsync(
            new(shop.Wholesaler, shop.Line, "api", "only", [1], OrderId.New(), 1, 10_000, BooksUnderTest.Currency, "shop"), ct);

    /// <summary>Holds the row until the connection is closed.</summary>
    private async Task<NpgsqlConnection> HoldAsync(ShopLine shop)
    {
        var holder = await books.Database.ConnectAsync();
        await using var command = new NpgsqlCommand($"begin; select from credit_line where id = '{shop.Line.Value}' for no key update", holder);
        await command.ExecuteNonQueryAsync();
        return holder;
    }
}
