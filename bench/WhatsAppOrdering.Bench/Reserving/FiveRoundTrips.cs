using Npgsql;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>
/// The textbook's way, in tables of its own: lock and read the line, decide in the client, insert the order, insert the
/// entry, update the line, commit: five round trips. NOWAIT with three retries, or a wait of at most two seconds.
/// </summary>
internal sealed class FiveRoundTrips : IReserveWay
{
    private readonly BenchGround _ground;
    private readonly bool _wait;
    private readonly string _schema;
    private readonly Task _tables;

    public FiveRoundTrips(BenchGround ground, bool wait)
    {
        _ground = ground;
        _wait = wait;
        _schema = wait ? "textbook_wait" : "textbook_nowait";
        _tables = MakeTablesAsync();
    }

    public string Name => _wait ? "five round trips, bounded wait" : "five round trips, NOWAIT, 3 retries";

    public long Said { get; set; }

    public async Task<bool> PlaceAsync(CreditLineId line)
    {
        await _tables;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await TryAsync(line.Value);
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (attempt == 3)
                {
                    return false;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt) * (0.75 + (Random.Shared.NextDouble() / 2))));
            }
        }
    }

    public async Task<long> CountAsync()
    {
        await _tables;
        return await _ground.AskAsync(_ground.Owner, $"select count(*) from {_schema}.entry");
    }

    private async Task<bool> TryAsync(Guid line)
    {
        await using var connection = await _ground.OverNetwork.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        decimal used, limit;
        await using (var read = LockAndRead(connection, line))
        await using (var reader = await read.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            (used, limit) = (reader.GetDecimal(0), reader.GetDecimal(1));
        }

        if (used + 1 > limit)
        {
            throw new InvalidOperationException("The bench's lines are never full.");
        }

        var order = Guid.CreateVersion7();
        await RunAsync(connection, $"insert into {_schema}.orders (id, line, amount) values ($1, $2, 1)", order, line);
        await RunAsync(connection, $"insert into {_schema}.entry (id, line, order_id, amount, used_after) values ($1, $2, $3, 1, $4)", Guid.CreateVersion7(), line, order, used + 1);
        await RunAsync(connection, $"update {_schema}.line set used = $2 where id = $1", line, used + 1);
        await transaction.CommitAsync();
        return true;
    }

    /// <summary>The bound of the wait goes in the same round trip.</summary>
    private NpgsqlBatch LockAndRead(NpgsqlConnection connection, Guid line)
    {
        var batch = new NpgsqlBatch(connection);
        if (_wait)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("set local lock_timeout = '2s'"));
        }

        var read = new NpgsqlBatchCommand($"select used, limit_amount from {_schema}.line where id = $1 for no key update{(_wait ? "" : " nowait")}");
        read.Parameters.Add(new NpgsqlParameter { Value = line });
        batch.BatchCommands.Add(read);
        return batch;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    private async Task MakeTablesAsync()
    {
        await _ground.ExecuteAsync(_ground.Owner, $"""
            create schema {_schema};
            create table {_schema}.line (id uuid primary key, used numeric(20,4) not null default 0, limit_amount numeric(20,4) not null);
            create table {_schema}.orders (id uuid primary key, line uuid not null, amount numeric(20,4) not null, placed_at timestamptz not null default now());
            create table {_schema}.entry (id uuid primary key, line uuid not null, order_id uuid not null, amount numeric(20,4) not null,
                used_after numeric(20,4) not null, at timestamptz not null default now());
            """);
        foreach (var line in _ground.Lines)
        {
            await _ground.ExecuteAsync(_ground.Owner, $"insert into {_schema}.line (id, limit_amount) values ('{line.Value}', 900000000)");
        }
    }
}
