using Npgsql;

namespace WhatsAppOrdering.Data;

/// <summary>
/// Work that must be alone on all nodes: an advisory lock of a session, which a dead node gives back with its connection.
/// The pool needs one connection more than the work takes.
/// </summary>
public sealed class Alone(Pools pools)
{
    // With two keys, so that it can never be the queue of a credit line, which has one.
    private const string Key = "(x'5775'::int, hashtext($1))";

    /// <returns>What the work returned; null when somebody else has it.</returns>
    public async Task<T?> RunAsync<T>(Pool pool, string name, Func<CancellationToken, Task<T>> work, CancellationToken ct)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(work);
        await using var connection = await pools[pool].OpenConnectionAsync(ct);
        if (!await AskAsync(connection, $"select pg_try_advisory_lock{Key}", name, ct))
        {
            return null;
        }

        try
        {
            return await work(ct);
        }
        finally
        {
            // Also after a stop: the connection goes back to its pool and lives on.
            await AskAsync(connection, $"select pg_advisory_unlock{Key}", name, CancellationToken.None);
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
#pragma warning disable CA2100 // Two texts of our own.
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = name } } };
#pragma warning restore CA2100
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }
}
