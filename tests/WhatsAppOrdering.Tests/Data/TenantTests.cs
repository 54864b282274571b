using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Data;

/// <summary>In one wholesaler's name no statement reads or writes another's row.</summary>
public sealed class TenantTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>, IAsyncLifetime
{
    private ShopLine _mine = null!;
    private ShopLine _theirs = null!;

    /// <summary>The tables of Credit and Ordering, each with a column that the service might try to set.</summary>
    public static TheoryData<string, string> Tables => new()
    {
        { "credit_line", "used" },
        { "ledger_entry", "amount" },
        { "payment", "amount" },
        { "credit_decision", "answer" },
        { "debt", "open" },
        { "sales_order", "reason" },
        { "order_line", "delivered_quantity" },
        { "order_transition", "reason" },
        { "api_answer", "body" },
        { "ledger_head", "hash" },
        { "line_freeze", "reason" },
        { "retailer_standing", "reason" },
    };

    public async ValueTask InitializeAsync()
    {
        _mine = await TradeAsync();
        _theirs = await TradeAsync();
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Each_sees_its_own_rows_only_and_nobody_sees_none(string table, string column)
    {
        column.ShouldNotBeEmpty();
        (await CountAsync(_mine.Wholesaler, $"select count(*) from {table} where wholesaler_id = '{_mine.Wholesaler.Value}'")).ShouldBePositive();
        (await CountAsync(_mine.Wholesaler, $"select count(*) from {table} where wholesaler_id <> '{_mine.Wholesaler.Value}'")).ShouldBe(0);
        (await CountAsync(null, $"select count(*) from {table}")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Another_wholesalers_row_cannot_be_written(string table, string column)
    {
        var row = await books.AsOwnerAsync($"select to_jsonb(t)::text from {table} t where wholesaler_id = '{_theirs.Wholesaler.Value}' limit 1");
        var insert = $"insert into {table} select * from jsonb_populate_record(null::{table}, $row${row}$row$)";
        var update = $"update {table} set {column} = {column} where wholesaler_id = '{_theirs.Wholesaler.Value}'";

        (await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(_mine.Wholesaler, insert))).SqlState.ShouldBe("42501");
        (await ChangedAsync(update)).ShouldBe(0);
        (await ChangedAsync($"update {table} set wholesaler_id = '{_theirs.Wholesaler.Value}' where wholesaler_id = '{_mine.Wholesaler.Value}'")).ShouldBe(0);
        (await ChangedAsync($"delete from {table} where wholesaler_id = '{_theirs.Wholesaler.Value}'")).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task The_reader_sees_all_and_writes_nothing(string table, string column)
    {
        var seen = await books.AsServiceAsync(null, $"select count(distinct wholesaler_id) from {table}", asReader: true);
        ((long)seen!).ShouldBeGreaterThan(1);
        foreach (var write in new[] { $"update {table} set {column} = {column}", $"delete from {table}", $"insert into {table} select * from {table}", $"select * from {table} for update" })
        {
            (await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(_mine.Wholesaler, write, asReader: true))).SqlState.ShouldBe("42501", write);
        }
    }

    [Fact]
    public async Task Every_function_with_the_owners_rights_refuses_another_tenant_and_the_reader()
    {
        var calls = await books.Database.AskAsync<string>($"""
            select format('select %s(%s)', p.proname, string_agg(case when n = 1 then quote_literal({_theirs.Wholesaler.Value.ToString()}) || '::uuid'
                else 'null::' || format_type(t, null) end, ', ' order by n)) as "Value"
            from pg_proc p, unnest(p.proargtypes) with ordinality a (t, n)
            where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.proargnames[1] = 'p_wholesaler'
            group by p.oid, p.proname
            """);

        calls.Count.ShouldBeGreaterThanOrEqualTo(13);
        foreach (var sql in calls)
        {
            (await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(_mine.Wholesaler, sql))).MessageText.ShouldContain("app.wholesaler", Case.Sensitive, sql);
            (await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(_theirs.Wholesaler, sql, asReader: true))).SqlState.ShouldBe("42501", sql);
        }
    }

    [Fact]
    public async Task Every_table_of_a_tenant_is_guarded_by_rows_or_known_not_to_be()
    {
        var open = await books.Database.AskAsync<string>($"""
            select c.relname::text as "Value" from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'wholesaler_id' and not a.attisdropped
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity order by 1
            """);

        // Who a wholesaler's people are is read before it is known in whose name to work; the rest belongs to a number.
        open.ShouldBe(["api_key", "conversation", "membership", "outbox", "phone_number_wholesaler", "product", "retailer"]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<ShopLine> TradeAsync()
    {
        var shop = await books.OpenLineAsync();
        await shop.ConfirmAsync(await shop.PlacedAsync(10_000));
        await shop.PayAsync(1_000);
        await books.AsServiceAsync(
            shop.Wholesaler, $"insert into api_answer (wholesaler_id, key, operation, body_hash) values ('{shop.Wholesaler.Value}', 'a key', 'a write', '\\x01')");
        await books.AsServiceAsync(shop.Wholesaler, $"select count(*) from credit_publish_heads('{shop.Wholesaler.Value}')");
        await books.AsServiceAsync(shop.Wholesaler, $"select credit_freeze('{shop.Wholesaler.Value}', '{shop.Line.Value}', 'broken')");
        await books.AsServiceAsync(shop.Wholesaler, $"select retailer_stand('{shop.Wholesaler.Value}', '{shop.Retailer.Value}', 'Suspended', 'office', null, 2000)");
        return shop;
    }

    private async Task<long> CountAsync(WholesalerId? wholesaler, string sql) => (long)(await books.AsServiceAsync(wholesaler, sql))!;

    /// <summary>In my name; a refusal changes nothing.</summary>
    private async Task<int> ChangedAsync(string sql)
    {
        try
        {
            return (int)(await books.AsServiceAsync(_mine.Wholesaler, sql))!;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return 0;
        }
    }
}
