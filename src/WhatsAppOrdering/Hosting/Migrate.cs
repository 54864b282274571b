using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Jobs;

namespace WhatsAppOrdering.Hosting;

/// <summary>Roles first, then the migrations and Hangfire's own tables, as the database's owner.</summary>
public static class Migrate
{
    /// <returns>The names of the migrations that were applied now.</returns>
    public static async Task<IReadOnlyList<string>> ExecuteAsync(string ownerConnection, string serviceConnection, CancellationToken ct)
    {
        await ServiceRoles.EnsureAsync(ownerConnection, serviceConnection, ct);
        await using var db = new OrderingDb(OrderingDb.Configure(new DbContextOptionsBuilder<OrderingDb>()).UseNpgsql(ownerConnection).Options);
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
        if (pending.Count > 0)
        {
            await db.Database.MigrateAsync(ct);
        }

        await HangfireSchema.PrepareAsync(ownerConnection, ServiceRoles.Service, ct);

        return pending;
    }
}
