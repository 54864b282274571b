using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>A database of an earlier version, in which there was trade, is brought to this one: its books stay sound and trade on.</summary>
public sealed class MigrationWithRowsTests(PostgresCluster cluster)
{
    /// <summary>By what the functions and tables of every version have in common; each order in a state that holds or owes.</summary>
    private const string Trade = """
        insert into wholesaler (id, name, currency, currency_digits, time_zone) values (@wholesaler, 'Old Trader', 'NPR', 2, 'Asia/Kathmandu');
        insert into retailer (wholesaler_id, id, name) values (@wholesaler, @retailer, 'Old Shop');
        select set_config('app.wholesaler', @wholesaler::text, false);
        select credit_open_line(@wholesaler, @line, @retailer, 'NPR', 100000, 15, 'office');
        insert into sales_order (wholesaler_id, id, number, retailer_id, line_id, status, currency, total, channel, placed_at, expires_at, max_hold_until)
            select @wholesaler, id, number, @retailer, @line, 'Placed', 'NPR', total, 'api', now(), now() + interval '2 hours', now() + interval '1 day'
            from (values (@placed, 1, 1000.00), (@confirmed, 2, 2000.00), (@cancelled, 3, 4000.00)) as new (id, number, total);
        insert into order_transition (wholesaler_id, order_id, seq, to_status, actor, at) select wholesaler_id, id, 1, 'Placed', 'shop', now() from sales_order;
        select credit_reserve(@wholesaler, @line, 'api', number::text, '\x01', id, 1, total, 'NPR', 'shop', 2000) from sales_order order by number;
        select credit_confirm(@wholesaler, @line, @confirmed, 1, 2000, 'office', 2000), credit_release(@wholesaler, @line, @cancelled, 1, 'office', 'cancelled', 2000);
        select credit_receive_payment(@wholesaler, @line, gen_random_uuid(), 'cheque 1', 500, 'office', 2000);
        insert into order_transition (wholesaler_id, order_id, seq, from_status, to_status, actor, at)
            values (@wholesaler, @confirmed, 2, 'Placed', 'Confirmed', 'office', now()), (@wholesaler, @cancelled, 2, 'Placed', 'Cancelled', 'office', now());
        update sales_order set status = case id when @confirmed then 'Confirmed' else 'Cancelled' end, decided_at = now(), decided_by = 'office'
            where id in (@confirmed, @cancelled);
        """;

    public static TheoryData<string> Versions()
    {
        using var db = new OrderingDb(new DbContextOptionsBuilder<OrderingDb>().UseNpgsql("Host=none").Options);
        var all = db.Database.GetMigrations().ToList();
        return [all[0], all[^2]];
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Books_of_an_earlier_version_are_sound_after_the_migration_and_trade_on(string version)
    {
        var addresses = await cluster.CreateEmptyDatabaseAsync();
        await ServiceRoles.EnsureAsync(addresses.Owner, addresses.Ordering, CancellationToken.None);
        await using (var old = new OrderingDb(new DbContextOptionsBuilder<OrderingDb>().UseNpgsql(addresses.Owner).Options))
        {
            await old.GetService<IMigrator>().MigrateAsync(version, TestContext.Current.CancellationToken);
        }

        await using var books = new BooksUnderTest(cluster).Over(addresses);
        var shop = new ShopLine(books, WholesalerId.New(), RetailerId.New(), CreditLineId.New());
        string[] orders = ["placed", "confirmed", "cancelled"];
        var ids = orders.ToDictionary(name => name, _ => OrderId.New());
        await books.AsOwnerAsync(orders.Append("wholesaler").Append("retailer").Append("line").Aggregate(Trade, (sql, name) => sql.Replace($"@{name}", $"'{name switch
        {
            "wholesaler" => shop.Wholesaler.Value,
            "retailer" => shop.Retailer.Value,
            "line" => shop.Line.Value,
            _ => ids[name].Value,
        }}'::uuid", StringComparison.Ordinal)));

        (await Migrate.ExecuteAsync(addresses.Owner, addresses.Ordering, CancellationToken.None)).ShouldNotBeEmpty();

        await books.HoldAsync();
        (await shop.BooksAsync()).ShouldBe(new Books(2500, 1000, "DEBIT 1000, DEBIT 2000, DEBIT 4000, CONFIRM 2000, REVERSAL 4000, CREDIT 500", "Placed, Confirmed, Cancelled"));
        (await shop.PlaceAsync(97_500.01m)).Decision.Code.ShouldBe("INSUFFICIENT_CREDIT");
        (await shop.PlaceAsync(97_500)).Decision.Available.ShouldBe(0);
        (await shop.ConfirmAsync(ids["placed"])).ShouldBeOfType<TransitionOutcome.Done>().Credit.Owed.ShouldBe(2500);
        await books.HoldAsync();
    }
}
