using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>What runs with the owner's rights is pinned, asks for its tenant, and is the service's alone.</summary>
public sealed class FunctionRightsTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task The_outermost_functions_pin_their_search_path_and_the_inner_ones_do_not() =>
        (await books.Database.AskAsync<string>($"""
            select p.oid::regprocedure::text as "Value" from pg_proc p
            where p.pronamespace = 'public'::regnamespace and (p.prosecdef or p.proname ~ '^(credit|order|ledger)_' and p.prorettype <> 'trigger'::regtype)
                and p.prosecdef <> ('search_path=public, pg_temp' = any (coalesce(p.proconfig, array[]::text[])))
            """)).ShouldBeEmpty();

    [Fact]
    public async Task Nobody_but_the_service_places_orders_and_not_even_it_decides_without_them() =>
        (await books.Database.AskAsync<string>($"""
            select r.rolname || ' ' || p.proname as "Value" from pg_proc p cross join pg_roles r
            where p.pronamespace = 'public'::regnamespace and p.proname in ('order_place', 'order_figures', 'credit_decide', 'credit_append')
                and r.rolname in ('ordering_service', 'ordering_reader') and has_function_privilege(r.oid, p.oid, 'execute')
            """)).ShouldBe(["ordering_service order_place"]);

    [Fact]
    public async Task An_order_is_placed_only_in_the_name_of_its_wholesaler()
    {
        var shops = new[] { await books.OpenLineAsync(), await books.OpenLineAsync() };
        Task<object?> PlaceAsync(WholesalerId? tenant) => books.AsServiceAsync(tenant, $$"""
            select answer from order_place('{{shops[0].Wholesaler.Value}}', '{{shops[0].Line.Value}}', 'api', 'the key', '\x01', 100, 'NPR', 'shop', 2000,
                jsonb_build_object('id', gen_random_uuid(), 'retailer', '{{shops[0].Retailer.Value}}', 'channel', 'api', 'confirmWithin', 7200, 'maxHold', 86400),
                '[]', '[]', null, null, false)
            """);

        foreach (var tenant in new WholesalerId?[] { null, shops[1].Wholesaler })
        {
            (await Should.ThrowAsync<PostgresException>(PlaceAsync(tenant))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }

        (await shops[0].BooksAsync()).ShouldBe(new Books(0, 0, "", ""));
        ((string)(await PlaceAsync(shops[0].Wholesaler))!).ShouldContain("ACCEPTED");
    }
}
