using Npgsql;
using Shouldly;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Data;

/// <summary>An order keeps to its life in the database too, whatever the service asks for.</summary>
public sealed class OrderGuardTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Theory]
    [InlineData("line_id = gen_random_uuid()")]
    [InlineData("retailer_id = gen_random_uuid()")]
    [InlineData("number = 1")]
    [InlineData("currency = 'INR'")]
    [InlineData("placed_at = clock_now()")]
    [InlineData("max_hold_until = clock_now()")]
    [InlineData("channel = 'api'")]
    [InlineData("cart_id = null")]
    public async Task What_never_changes_the_service_cannot_change(string change) =>
        (await RefusalAsync(change)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);

    [Theory]
    [InlineData("total = 999", "order_total_is_kept")]
    [InlineData("total = 999, version = version + 2", "order_total_is_kept")]
    [InlineData("total = 'NaN', version = version + 1", "sales_order_total_is_a_number")]
    [InlineData("version = version - 1", "order_version_grows")]
    [InlineData("status = 'Delivered', decided_at = clock_now(), decided_by = 'me'", "order_goes_its_way")]
    [InlineData("status = 'AwaitingApproval', decided_at = clock_now(), decided_by = 'me'", "order_goes_its_way")]
    [InlineData("status = 'Confirmed'", "order_decision_is_signed")]
    [InlineData("confirmed_total = 1", "order_confirmed_once")]
    [InlineData("delivered_total = 1", "order_delivered_once")]
    public async Task No_order_leaves_its_way(string change, string rule) => (await RefusalAsync(change)).ConstraintName.ShouldBe(rule);

    [Fact]
    public async Task An_order_that_has_ended_neither_ends_again_nor_comes_back()
    {
        var shop = await books.OpenLineAsync();
        var order = await shop.PlacedAsync(100);
        await shop.CancelAsync(order);

        foreach (var next in Enum.GetValues<OrderStatus>().Where(next => next != OrderStatus.Cancelled))
        {
            (await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(
                shop.Wholesaler, $"update sales_order set status = '{next}', decided_at = clock_now(), decided_by = 'me' where id = '{order.Value}'")))
                .ConstraintName.ShouldBe("order_goes_its_way", $"{next}");
        }
    }

    [Fact]
    public async Task The_databases_table_of_transitions_is_the_programs()
    {
        var allowed = await books.Database.AskAsync<string>($"""
            select f.status || ' ' || t.status as "Value"
            from unnest({Enum.GetNames<OrderStatus>()}) f (status), unnest({Enum.GetNames<OrderStatus>()}) t (status)
            where order_may_go(f.status, t.status)
            """);

        allowed.ShouldBe(
            OrderTransitions.All.Where(row => row.From is not null).Select(row => $"{row.From} {row.To}"), ignoreOrder: true);
    }

    [Fact]
    public async Task No_column_of_money_takes_what_is_no_number()
    {
        var loose = await books.Database.AskAsync<string>($"""
            select c.table_name || '.' || c.column_name as "Value" from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and c.data_type = 'numeric' and t.table_type = 'BASE TABLE'
                and not exists (select from pg_constraint k
                    where k.conrelid = format('public.%I', c.table_name)::regclass and pg_get_constraintdef(k.oid) = format('CHECK ((%I <> ''NaN''::numeric))', c.column_name))
            """);

        loose.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_function_that_is_made_later_is_not_everybodys()
    {
        await books.AsOwnerAsync("create function made_later() returns int language sql security definer as 'select 1'");

        (await books.Database.OneAsync<bool>($"""
            select has_function_privilege('public', 'made_later()', 'execute') or has_function_privilege('ordering_reader', 'made_later()', 'execute') as "Value"
            """)).ShouldBeFalse();
        await books.AsOwnerAsync("drop function made_later()");
    }

    private async Task<PostgresException> RefusalAsync(string change)
    {
        var shop = await books.OpenLineAsync();
        var order = await shop.PlacedAsync(100);
        return await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(shop.Wholesaler, $"update sales_order set {change} where id = '{order.Value}'"));
    }
}
