using Npgsql;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Data;

/// <summary>Nobody changes the ledger, and the service writes it through the functions only.</summary>
public sealed class LedgerGuardTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;

    [Theory]
    [InlineData("update ledger_entry set reason = 'another'")]
    [InlineData("update ledger_entry set reason = 'another' where false")]
    [InlineData("delete from ledger_entry")]
    [InlineData("delete from ledger_entry where false")]
    [InlineData("truncate ledger_entry")]
    [InlineData("truncate ledger_entry cascade")]
    public async Task The_ledger_cannot_be_changed_by_the_service_nor_by_the_owner(string sql)
    {
        var shop = await books.OpenLineAsync();

        (await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(shop.Wholesaler, sql))).SqlState.ShouldBe(Denied);
        (await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(shop.Wholesaler, sql, asReader: true))).SqlState.ShouldBe(Denied);
        var owner = await Should.ThrowAsync<PostgresException>(() => books.AsOwnerAsync(sql));
        (owner.SqlState, owner.MessageText.StartsWith("The ledger is append-only", StringComparison.Ordinal)).ShouldBe((Denied, true));
        (await shop.BooksAsync()).Used.ShouldBe(0);
    }

    [Theory]
    [InlineData("insert into ledger_entry select * from ledger_entry")]
    [InlineData("update credit_line set used = 0")]
    [InlineData("update credit_line set held = 0")]
    [InlineData("update credit_line set seq = 0")]
    [InlineData("update credit_line set hash = hash")]
    [InlineData("update credit_line set limit_amount = 1")]
    [InlineData("update credit_line set frozen_reason = null")]
    [InlineData("insert into credit_line select * from credit_line")]
    [InlineData("delete from credit_line")]
    [InlineData("update debt set open = 0")]
    [InlineData("delete from debt")]
    [InlineData("update payment set amount = 1")]
    [InlineData("delete from payment")]
    [InlineData("update credit_decision set answer = null")]
    [InlineData("delete from credit_decision")]
    [InlineData("update order_transition set actor = 'another'")]
    [InlineData("delete from order_transition")]
    [InlineData("delete from sales_order")]
    [InlineData("delete from order_line")]
    [InlineData("insert into ledger_head select * from ledger_head")]
    [InlineData("update ledger_head set hash = hash")]
    [InlineData("delete from ledger_head")]
    [InlineData("delete from line_freeze")]
    [InlineData("alter table ledger_entry disable trigger all")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("select credit_append(l, gen_random_uuid(), 'CREDIT', 1, -1, 0, 'me', null, now(), p_payment => gen_random_uuid()) from credit_line l")]
    [InlineData("select credit_lock(wholesaler_id, id, 0) from credit_line")]
    [InlineData("select credit_settle(l) from credit_line l")]
    public async Task The_service_writes_the_books_through_the_functions_only(string sql)
    {
        var shop = await books.OpenLineAsync();

        (await Should.ThrowAsync<PostgresException>(() => books.AsServiceAsync(shop.Wholesaler, sql))).SqlState.ShouldBe(Denied);
    }

    [Fact]
    public async Task Functions_that_work_with_the_owners_rights_pin_their_search_path_and_are_not_everyones()
    {
        var loose = await books.Database.AskAsync<string>($"""
            select p.oid::regprocedure::text as "Value" from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
                and (not exists (select from unnest(p.proconfig) c where c like 'search_path=%pg_temp')
                    or (p.proname <> 'clock_now' and has_function_privilege('public', p.oid, 'execute')))
            """);

        loose.ShouldBeEmpty();
    }
}
