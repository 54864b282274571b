using Npgsql;
using Shouldly;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Guards;

/// <summary>Tests that find a deadlock say what met in it.</summary>
public sealed class DeadlockLogTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_deadlock_tells_the_statements_that_met_in_it()
    {
        if (Environment.GetEnvironmentVariable("TEST_POSTGRES") is not null)
        {
            Assert.Skip("The log of a given server is not read.");
        }

        await using var one = await OpenAsync(mine: 7001);
        await using var other = await OpenAsync(mine: 7002);

        var crossed = await Task.WhenAll(LockAsync(one, 7002), LockAsync(other, 7001));

        crossed.ShouldContain(PostgresErrorCodes.DeadlockDetected);
        cluster.DeadlocksInLog().ShouldSatisfyAllConditions(
            log => log.ShouldContain("pg_advisory_xact_lock(7001)"),
            log => log.ShouldContain("pg_advisory_xact_lock(7002)"));
    }

    private async Task<NpgsqlConnection> OpenAsync(long mine)
    {
        var connection = new NpgsqlConnection(await cluster.SuperuserAsync());
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"begin; select pg_advisory_xact_lock({mine})");
        return connection;
    }

    private static async Task<string?> LockAsync(NpgsqlConnection connection, long others)
    {
        try
        {
            await ExecuteAsync(connection, $"select pg_advisory_xact_lock({others})");
            return null;
        }
        catch (PostgresException refused)
        {
            await ExecuteAsync(connection, "rollback");
            return refused.SqlState;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
