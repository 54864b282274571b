using Npgsql;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>credit_reserve alone, in one round trip with its tenant and commit: what the lock itself can do.</summary>
internal sealed class BareFunction(BenchGround ground) : IReserveWay
{
    private const string KeyPrefix = "bare ";

    public string Name => "the function alone";

    public long Said { get; set; }

    public async Task<bool> PlaceAsync(CreditLineId line)
    {
        // One batch is one transaction: BEGIN and COMMIT cost no round trip of their own.
        await using var batch = ground.Service.CreateBatch();
        Add(batch, "select set_config('app.wholesaler', $1, true)", ground.Wholesaler.Value.ToString());
        Add(batch, "select answer from credit_reserve($1, $2, 'api', $3, $4, $5, 1, 1, $6, 'bench', 2000)",
            ground.Wholesaler.Value, line.Value, KeyPrefix + Guid.NewGuid().ToString("N"), Array.Empty<byte>(), Guid.CreateVersion7(), BenchGround.Currency);
        try
        {
            await batch.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException busy) when (BusyRetry.IsBusy(busy))
        {
            return false;
        }
    }

    public async Task<long> CountAsync()
    {
        await using var connection = await ground.Service.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, "select set_config('app.wholesaler', $1, true)", ground.Wholesaler.Value.ToString());
        Add(batch, "select count(*) from credit_decision where key like $1 || '%' and answer::jsonb ->> 'outcome' = 'ACCEPTED'", KeyPrefix);
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
