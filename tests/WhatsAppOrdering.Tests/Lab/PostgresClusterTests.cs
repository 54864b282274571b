using Npgsql;
using Shouldly;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Lab.Postgres;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Lab;

public sealed class PostgresClusterTests : IAsyncDisposable
{
    // Its own, because the first caller's migration makes the template for all.
    private readonly PostgresCluster _cluster = new();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Databases_are_copies_of_one_migrated_template_and_do_not_see_each_other()
    {
        var addresses = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _cluster.CreateDatabaseAsync(MigrateAsync)));

        addresses.Select(address => address.Owner).Distinct().Count().ShouldBe(4);
        foreach (var address in addresses)
        {
            await RunAsync(address.Ordering, "INSERT INTO proof VALUES (1)");
        }
    }

    [Fact]
    public async Task An_empty_database_belongs_to_the_owner()
    {
        var address = await _cluster.CreateEmptyDatabaseAsync();

        await RunAsync(address.Owner, "CREATE TABLE mine (id int)");
    }

    private static Task MigrateAsync(OrderingConnectionStrings addresses) => RunAsync(
        addresses.Owner,
        $"CREATE TABLE proof (id int PRIMARY KEY); GRANT INSERT ON proof TO {ServiceRoles.Service}");

    private static async Task RunAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
