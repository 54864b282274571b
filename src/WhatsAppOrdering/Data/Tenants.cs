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
    public static async Task<DateTimeOffset> MayBeForgottenAsync(this OrderingDb db, CancellationToken ct)
    {
        db.RequireTransaction();
        return (await db.Database.SqlQuery<DateTimeOffset>(
            $"select clock_now() as \"Value\" from set_config('synchronous_commit', 'off', true)").ToListAsync(ct))[0];
    }

    /// <summary>The database's clock: what money decisions go by.</summary>
    public static async Task<DateTimeOffset> ClockAsync(this OrderingDb db, CancellationToken ct) =>
        (await db.Database.SqlQuery<DateTimeOffset>($"select clock_now() as \"Value\"").ToListAsync(ct))[0];

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
