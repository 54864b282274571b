using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Data;
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
