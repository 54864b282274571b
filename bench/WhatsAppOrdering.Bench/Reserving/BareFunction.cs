using Npgsql;
using NpgsqlTypes;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Bench.Reserving;

/// <summary>
/// order_place from Npgsql, in one round trip with its tenant and COMMIT: one SQL function that writes the rows that ours
/// writes, without the service around it. Over as many connections: more of them wait for one line, the slower it is.
/// </summary>
internal sealed class BareFunction(BenchGround ground) : IReserveWay
{
    private const string KeyPrefix = "bare ";

    private const string Lines = """[{"position": 1, "sku": "BARE", "name": "Product", "quantity": 1, "unit": "piece", "unitPrice": 1, "total": 1}]""";

    public string Name => "bare: the function alone";

    public long Said { get; set; }

    public async Task<bool> PlaceAsync(CreditLineId line)
    {
        // One batch is one transaction: BEGIN and COMMIT cost no round trip of their own.
        await using var batch = ground.AsMany.CreateBatch();
        Add(batch, "select set_config('app.wholesaler', $1, true)", ground.Wholesaler.Value.ToString());
        Add(batch, "select answer from order_place($1, $2, 'api', $3, $4, 1, $5, 'bench', 2000, $6, $7, $8, null, null, true)",
            ground.Wholesaler.Value, line.Value, KeyPrefix + Guid.NewGuid().ToString("N"), Array.Empty<byte>(), BenchGround.Currency,
            Json($$"""{"id": "{{Guid.CreateVersion7()}}", "retailer": "{{ground.Retailer.Value}}", "channel": "api", "confirmWithin": 7200, "maxHold": 86400}"""),
            Json(Lines), Json(Notices()));
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
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Json(string text) => new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = text };

    /// <summary>The facts that the service would have written, as long as theirs.</summary>
    private string Notices() => $$$"""
        [{"state": "Placed", "phoneNumberId": "{{{BenchGround.Number}}}", "personId": "{{{ground.Approver.Value}}}", "reply": "order_request", "repeat": "never", "facts": {
            "wholesalerId": "{{{ground.Wholesaler.Value}}}", "subject": "{{{ground.Wholesaler.Value}}}", "version": 1, "number": 0, "state": "Placed", "shop": "Shop", "supplier": "Bench",
            "lines": [{"quantity": 1, "unit": "piece", "name": "Product", "total": {"amount": 1, "currency": "NPR"}}], "total": {"amount": 1, "currency": "NPR"},
            "decidedAt": null, "reason": null, "dueAt": null, "replaces": null, "code": null, "offeredTotal": null, "prices": null}}]
        """;
}
