using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Data;

/// <summary>No statement of the service outlives its bound, but the audit's, which may read a page for as long as it takes.</summary>
public sealed class PoolTests(BooksUnderTest books) : IClassFixture<BooksUnderTest>
{
    [Fact]
    public async Task Every_pool_bounds_its_statements_but_the_audits()
    {
        foreach (var pool in Enum.GetValues<Pool>())
        {
            await using var connection = await books.Services.GetRequiredService<Pools>()[pool].OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("select current_setting('statement_timeout') || ', ' || current_setting('lock_timeout')", connection);
            (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(pool == Pool.Audit ? "0, 5s" : "30s, 5s", $"{pool}");
        }
    }
}

/// <summary>Connections go back to their pools as they are: nothing that a transaction has set or locked may be left on them.</summary>
public sealed class ConnectionTests(ServiceUnderTest service) : IClassFixture<ServiceUnderTest>
{
    [Fact]
    public async Task Nothing_of_a_transaction_stays_on_its_connection()
    {
        var market = await Market.OpenAsync(service);
        await market.PlaceAsync(market.Shop, "2 sugar");
        await market.Approver.TapsAsync("Confirm");
        await service.RunAsync<AuditLedger>();
        var office = await Backoffice.OpenAsync(service);
        (await office.Caller.PostAsync("/orders", new { creditLineId = office.Line, lines = new[] { new { sku = "COKE-1500", quantity = 1 } } })).ShouldBe(201);
        await service.IdleAsync();

        foreach (var pool in Enum.GetValues<Pool>())
        {
            // All that there are of it.
            var connections = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => service.Services.GetRequiredService<Pools>()[pool].OpenConnectionAsync().AsTask()));
            foreach (var connection in connections)
            {
                await using var command = new NpgsqlCommand("""
                    select current_user = session_user and coalesce(current_setting('app.wholesaler', true), '') = ''
                        and not exists (select from pg_settings where source = 'session' and setting <> coalesce(reset_val, ''))
                        and not exists (select from pg_locks where pid = pg_backend_pid() and locktype = 'advisory')
                    """, connection);
                (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(true, $"{pool}");
                await connection.DisposeAsync();
            }
        }
    }
}
