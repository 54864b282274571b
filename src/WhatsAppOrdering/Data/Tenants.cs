using Microsoft.EntityFrameworkCore;

namespace WhatsAppOrdering.Data;

/// <summary>Whose rows this transaction may see (row-level security).</summary>
public static class Tenants
{
    /// <summary>From here to the end of the transaction, Credit and Ordering show this wholesaler's rows and no others.</summary>
    public static async Task EnterTenantAsync(this OrderingDb db, WholesalerId wholesaler, CancellationToken ct)
    {
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"select set_config('app.wholesaler', {wholesaler.Value.ToString()}, true)", ct);
    }

    /// <summary>From here to the end of the transaction: all tenants' rows, for reading only.</summary>
    public static async Task EnterReaderAsync(this OrderingDb db, CancellationToken ct)
    {
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"set local role ordering_reader", ct);
    }

    /// <summary>
    /// This transaction's commit does not wait for the disk. Only for what is found again after a crash of the database that
    /// forgot it: leases that run out, and what is worked off again with the same result.
    /// </summary>
    /// <returns>The database's clock, in the same round trip.</returns>
    public static Task<DateTimeOffset> MayBeForgottenAsync(this OrderingDb db, CancellationToken ct)
    {
        db.RequireTransaction();
        return MomentAsync(db, "select clock_now() from set_config('synchronous_commit', 'off', true)", ct);
    }

    /// <summary>The database's clock: what money decisions go by.</summary>
    public static Task<DateTimeOffset> ClockAsync(this OrderingDb db, CancellationToken ct) => MomentAsync(db, "select clock_now()", ct);

    /// <summary>By Npgsql: asked so often that what Entity Framework does for a query was a tenth of the service's time.</summary>
    private static async Task<DateTimeOffset> MomentAsync(OrderingDb db, string sql, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            return await reader.GetFieldValueAsync<DateTimeOffset>(0, ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Only roots open transactions; a verb that finds none was called wrongly.</summary>
    public static void RequireTransaction(this OrderingDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("This joins a transaction that its root opened, and there is none.");
        }
    }
}
