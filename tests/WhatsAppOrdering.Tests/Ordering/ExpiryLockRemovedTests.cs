using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Ordering;

/// <summary>The order's lock is worth something: an expiry without it meets one guard of the database after the other, and ends a confirmed order once they are gone.</summary>
public sealed class ExpiryLockRemovedTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Without_the_orders_lock_the_databases_guards_refuse_and_without_those_a_confirmed_order_expires()
    {
        (await RaceAsync(books.Services)).ShouldBe("Confirmed");

        var without = books.Build("00:00:08", services => services.ConfigureDbContext<OrderingDb>(options => options.AddInterceptors(new NoOrderLock())));
        (await RaceAsync(without)).ShouldBe(OwnErrors.OtherState);

        var check = (string)(await books.AsOwnerAsync("select pg_get_functiondef('credit_of_order'::regproc)"))!;
        check.ShouldContain("if state is distinct");
        await books.AsOwnerAsync(check.Replace("if state is distinct", "if false and state is distinct", StringComparison.Ordinal));
        (await RaceAsync(without)).ShouldBe("order_transition_pkey");

        await books.AsOwnerAsync("alter table order_transition drop constraint order_transition_pkey");
        (await RaceAsync(without)).ShouldBe("order_goes_its_way");

        await books.AsOwnerAsync("alter table sales_order disable trigger order_goes_its_way");
        (await RaceAsync(without)).ShouldBe("Expired");
        (await books.AuditAsync()).Where(line => line.Breaches > 0).ShouldContain(line => line.Invariant.StartsWith("order state, transitions", StringComparison.Ordinal));
    }

    /// <summary>A confirmation that came in time waits for the line; meanwhile the order's time runs out, and the sweeper comes.</summary>
    /// <returns>What the order is then, or what refused the sweeper.</returns>
    private async Task<string> RaceAsync(IServiceProvider services)
    {
        var shop = await books.OpenLineAsync();
        var order = await shop.PlacedAsync(100);
        await using var holder = await books.Database.ConnectAsync();
        await using var hold = new NpgsqlCommand($"begin; select from credit_line where id = '{shop.Line.Value}' for no key update", holder);
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var confirming = books.RunAsync(
            shop.Wholesaler, scope => scope.GetRequiredService<ConfirmOrder>().ExecuteAsync(shop.Wholesaler, order, 1, "approver", CancellationToken.None), services: services);
        await WaitingAsync(1);
        await books.Database.MoveClockAsync(TimeSpan.FromHours(3));
        var expiring = books.RunAsync(
            shop.Wholesaler, scope => scope.GetRequiredService<ExpireOrder>().ExecuteAsync(shop.Wholesaler, order, CancellationToken.None), services: services);
        await WaitingAsync(2);
        await holder.CloseAsync();

        (await confirming).ShouldBeOfType<TransitionOutcome.Done>();
        try
        {
            await expiring;
            return (await shop.BooksAsync()).Orders;
        }
        catch (Exception refused) when ((refused as PostgresException ?? refused.InnerException as PostgresException) is { } error)
        {
            return error.ConstraintName ?? error.SqlState;
        }
    }

    private Task WaitingAsync(int count) => books.Database.UntilAsync($"""
        select count(distinct l.pid) = {count} as "Value" from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()
        """);

    /// <summary>Reads orders without locking them.</summary>
    private sealed class NoOrderLock : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("from sales_order", StringComparison.Ordinal))
            {
#pragma warning disable CA2100 // The service's own text, a few words shorter.
                command.CommandText = command.CommandText.Replace("for no key update", "", StringComparison.Ordinal);
#pragma warning restore CA2100
            }

            return ValueTask.FromResult(result);
        }
    }
}
