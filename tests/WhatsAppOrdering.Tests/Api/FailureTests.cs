using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>What is answered when something fails here, or is too busy: with a code, with the time to wait, and with nothing decided.</summary>
public sealed class FailureTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task A_failure_that_nobody_foresaw_is_SYSTEM_ERROR_tells_nothing_and_leaves_the_key_free()
    {
        var office = await Backoffice.OpenAsync(service);
        var wish = Wish(office, 13.13m);
        await BreakAsync(13.13m);
        try
        {
            var failed = await office.Caller.PostAsync("/orders", wish, "one");
            failed.ShouldBe(500, "SYSTEM_ERROR").Text.ShouldNotContain("planted");
        }
        finally
        {
            await RepairAsync(13.13m);
        }

        (await office.Caller.PostAsync("/orders", wish, "one")).ShouldBe(201).Replayed.ShouldBeFalse();
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task In_a_batch_one_failure_hides_no_other_order_and_the_same_key_decides_the_rest()
    {
        var office = await Backoffice.OpenAsync(service);
        var batch = new { orders = new[] { Wish(office, 100), Wish(office, 14.14m), Wish(office, 300) } };
        await BreakAsync(14.14m);
        Reply first;
        try
        {
            first = await office.Caller.PostAsync("/orders/batch", batch, "one");
        }
        finally
        {
            await RepairAsync(14.14m);
        }

        StatusesOf(first).ShouldBe([201, 500, 201]);
        first["orders.1.body.code"].GetString().ShouldBe("SYSTEM_ERROR");
        service.Log.Lines.ShouldContain(line => line.Contains("An order of a batch failed, under the key one/1.", StringComparison.Ordinal));

        var again = await office.Caller.PostAsync("/orders/batch", batch, "one");
        StatusesOf(again).ShouldBe([201, 201, 201]);
        foreach (var place in new[] { 0, 2 })
        {
            again[$"orders.{place}.body.order.id"].GetGuid().ShouldBe(first[$"orders.{place}.body.order.id"].GetGuid());
        }

        (await office.Caller.PostAsync("/orders/batch", batch, "one")).Replayed.ShouldBeTrue();
        (await office.Caller.GetAsync(office.LinePath)).Amount("used").ShouldBe(414.14m);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task A_batch_with_an_order_that_was_not_decided_is_decided_by_the_same_key_once_it_can_be()
    {
        var office = await Backoffice.OpenAsync(service);
        var batch = new
        {
            orders = new object[]
            {
                Wish(office, 100), new { retailer = office.NewRetailer, amount = Backoffice.Npr(200) },
                new { creditLineId = office.Line, lines = new[] { new { sku = "NEW-1", quantity = 1 } } },
            },
        };
        StatusesOf(await office.Caller.PostAsync("/orders/batch", batch, "one")).ShouldBe([201, 422, 400]);

        (await office.Caller.PostAsync("/credit-lines", new { retailerId = office.NewRetailer, limit = Backoffice.Npr(1000), termsDays = 1 })).ShouldBe(201);
        var again = await office.Caller.PostAsync("/orders/batch", batch, "one");
        StatusesOf(again).ShouldBe([201, 201, 400]);
        again.Replayed.ShouldBeFalse();
        (await office.Caller.GetAsync(office.LinePath)).Amount("used").ShouldBe(100);
    }

    [Fact]
    public async Task A_busy_line_says_when_to_come_again_and_the_writes_to_it_hold_up_nobody_elses()
    {
        var (busy, other) = (await Backoffice.OpenAsync(service), await Backoffice.OpenAsync(service));
        Task<Reply>[] waiting;
        await using (var holder = await service.Database.ConnectAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var hold = new NpgsqlCommand($"select 1 from credit_line where id = '{busy.Line}' for no key update", holder);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var late = await busy.Caller.PostAsync("/orders?maxRetries=0&timeoutMs=0", Wish(busy, 1));
            late.ShouldBe(503, "LOCK_TIMEOUT").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));

            // One try each, and of a pool of five one wholesaler has two: one waits for the row, one for its turn behind it.
            waiting = [.. Enumerable.Range(0, 60).Select(_ => busy.Caller.PostAsync("/orders?maxRetries=0&timeoutMs=10000", Wish(busy, 10)))];
            await service.Database.UntilAsync($"""
                select count(*) >= 1 as "Value" from pg_locks l join pg_database d on d.oid = l.database
                where d.datname = current_database() and l.locktype = 'advisory' and not l.granted
                """);

            (await other.Caller.PostAsync("/orders", Wish(other, 1))).ShouldBe(201);
            (await other.Caller.GetAsync(other.LinePath)).ShouldBe(200);
            (await busy.Caller.GetAsync(busy.LinePath)).ShouldBe(200);
            waiting.ShouldAllBe(write => !write.IsCompleted);
        }

        (await Task.WhenAll(waiting)).ShouldAllBe(reply => reply.Status == 201);
        await service.BooksHoldAsync();
    }

    [Fact]
    public async Task The_callers_patience_is_for_all_tries_together()
    {
        var office = await Backoffice.OpenAsync(service);
        var retries = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "transactions.retries" && instrument.Meter.Scope == service.Services.GetRequiredService<IMeterFactory>())
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref retries, value));
        listener.Start();
        await using (var holder = await service.Database.ConnectAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var hold = new NpgsqlCommand($"select 1 from credit_line where id = '{office.Line}' for no key update", holder);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            // The first try waits for all of it.
            (await office.Caller.PostAsync("/orders?maxRetries=5&timeoutMs=150", Wish(office, 1), "one")).ShouldBe(503, "LOCK_TIMEOUT");
        }

        retries.ShouldBe(0);
        (await office.Caller.PostAsync("/orders?maxRetries=5&timeoutMs=10000", Wish(office, 1), "one")).ShouldBe(201);
        (await office.Caller.PostAsync("/orders?timeoutMs=10001", Wish(office, 1))).ShouldBe(400, "INVALID_REQUEST");
        (await office.Caller.PostAsync("/orders?maxRetries=6", Wish(office, 1))).ShouldBe(400, "INVALID_REQUEST");
    }

    /// <summary>From now on an order of this total fails in a way that no code expects.</summary>
    private Task BreakAsync(decimal total) => OwnAsync($"""
        create function {NameOf(total)}() returns trigger language plpgsql as 'begin raise exception $$planted$$; end';
        create trigger {NameOf(total)} before insert on sales_order for each row when (new.total = {total.ToString(System.Globalization.CultureInfo.InvariantCulture)}) execute function {NameOf(total)}();
        """);

    private Task RepairAsync(decimal total) => OwnAsync($"drop trigger {NameOf(total)} on sales_order; drop function {NameOf(total)};");

    private static string NameOf(decimal total) => $"planted_{(int)total}";

    private async Task OwnAsync(string sql)
    {
        await using var owner = await service.Database.ConnectAsync();
        await using var command = new NpgsqlCommand(sql, owner);
        await command.ExecuteNonQueryAsync();
    }

    private static IEnumerable<int> StatusesOf(Reply batch) => batch.ShouldBe(200)["orders"].EnumerateArray().Select(order => order.GetProperty("status").GetInt32());

    private static object Wish(Backoffice office, decimal amount) => new { creditLineId = office.Line, amount = Backoffice.Npr(amount) };
}

/// <summary>What a connection pool without a free connection is answered with.</summary>
public sealed class ExhaustionTests(PostgresCluster cluster)
{
    [Fact]
    public async Task No_free_connection_is_busy_and_no_error_of_ours()
    {
        await using var service = new ServiceUnderTest(cluster) { ConnectionOptions = ";Timeout=3" };
        await service.StartAsync("Production");
        var office = await Backoffice.OpenAsync(service);
        var pools = (Pools)service.Services.GetService(typeof(Pools))!;

        await using (await HeldAsync(pools[Pool.Writes], 5))
        {
            var refused = await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, amount = Backoffice.Npr(1) }, "one");
            refused.ShouldBe(503, "LOCK_TIMEOUT").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
            (await office.Caller.GetAsync(office.LinePath)).ShouldBe(200);
        }

        (await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, amount = Backoffice.Npr(1) }, "one")).ShouldBe(201);
        await using (await HeldAsync(pools[Pool.Pages], 5))
        {
            (await office.Caller.GetAsync(office.LinePath)).ShouldBe(503, "LOCK_TIMEOUT").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<Held> HeldAsync(NpgsqlDataSource pool, int count)
    {
        var held = new Held();
        for (var at = 0; at < count; at++)
        {
            held.Connections.Add(await pool.OpenConnectionAsync());
        }

        return held;
    }

    private sealed class Held : IAsyncDisposable
    {
        public List<NpgsqlConnection> Connections { get; } = [];

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in Connections)
            {
                await connection.DisposeAsync();
            }
        }
    }
}
