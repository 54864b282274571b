using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace WhatsAppOrdering.Data;

/// <summary>
/// Several statements in one round trip, on the context's connection and in its transaction. PostgreSQL leaves a batch at
/// the first statement that fails.
/// </summary>
internal static class Batches
{
    public static NpgsqlBatch NewBatch(this OrderingDb db)
    {
        db.RequireTransaction();
        return new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
    }

    /// <param name="values">By position; one that may be null, or whose type is not plain, as a parameter.</param>
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
        return command;
    }
}
