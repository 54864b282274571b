using Npgsql;

namespace WhatsAppOrdering.Hosting.Postgres;

/// <summary>Single statements of the preparation, outside any transaction.</summary>
public static class Sql
{
    public static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A connection used once, so outside the pool, which could hand out one from before a change of roles.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(string address, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        return connection;
    }

    public static async Task RunAsync(this NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Runs a CREATE, content if somebody else was faster.</summary>
    public static async Task RunUnlessThereAsync(this NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        try
        {
            await connection.RunAsync(sql, cancel);
        }
        catch (PostgresException there) when (there.SqlState is PostgresErrorCodes.DuplicateObject
            or PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
        }
    }

    public static async Task<bool> AnyAsync(this NpgsqlConnection connection, string sql, string value, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT EXISTS ({sql})", connection) { Parameters = { new() { Value = value } } };
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }
}
