using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Api;

/// <summary>A line that somebody holds for long stops its own orders and no others, not even the same wholesaler's.</summary>
public sealed class HeldLineOverHttpTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("creditLineId")]
    [InlineData("retailer")]
    public async Task Orders_on_a_held_line_leave_connections_to_the_wholesalers_other_lines(string by)
    {
        await using var service = new ServiceUnderTest(cluster) { Settings = { [$"{DatabaseOptions.Section}:{Pool.Writes}"] = "16" } };
        await service.StartAsync("Production");
        var office = await Backoffice.OpenAsync(service);
        var other = (await office.Caller.PostAsync("/credit-lines", new { retailerId = office.NewRetailer, limit = Backoffice.Npr(1000), termsDays = 1 })).ShouldBe(201)["id"].GetGuid();
        Task<Reply>[] waiting;
        await using (var holder = await service.Database.ConnectAsync())
        {
            await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var hold = new NpgsqlCommand($"select 1 from credit_line where id = '{office.Line}' for no key update", holder);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            var named = by == "retailer" ? office.Retailer : office.Line;
            waiting = [.. Enumerable.Range(0, 30).Select(_ => office.Caller.PostAsync(
                "/orders?maxRetries=5&timeoutMs=10000", new Dictionary<string, object> { [by] = named, ["amount"] = Backoffice.Npr(10) }))];
            await service.Database.UntilAsync($"""
                select count(*) >= 1 as "Value" from pg_locks l join pg_database d on d.oid = l.database
                where d.datname = current_database() and l.locktype = 'advisory' and not l.granted
                """);

            // Half the pool is the wholesaler's: without a bound of the line's own, its eight would all be here.
            (await office.Caller.PostAsync("/orders", new { creditLineId = other, amount = Backoffice.Npr(1) })).ShouldBe(201);
            waiting.ShouldAllBe(write => !write.IsCompleted);
        }

        (await Task.WhenAll(waiting)).ShouldAllBe(reply => reply.Status == 201);
        await service.BooksHoldAsync();
    }
}
