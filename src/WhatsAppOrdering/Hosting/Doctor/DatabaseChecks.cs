using Microsoft.EntityFrameworkCore;
using Npgsql;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Hosting.Doctor;

/// <summary>The database as the service sees it: reachable, as the right role, with no more rights than it needs, migrated, in time.</summary>
internal static class DatabaseChecks
{
    private const int Oldest = 150_000;
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<Finding>> RunAsync(string? connectionString, TimeProvider time, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return [Finding.Bad("database", $"{Services.OrderingConnection} is not set", "set it; the user must be ordering_service")];
        }

        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            var found = new List<Finding> { await ServerAsync(source, ct), await RoleAsync(source, ct) };
            var pending = await PendingAsync(connectionString, ct);
            found.Add(pending.Count > 0
                ? Finding.Bad("migrations", $"missing: {string.Join(", ", pending)}", "run: migrate")
                : Finding.Good("migrations", "all applied"));
            if (pending.Count == 0)
            {
                found.Add(await RightsAsync(source, ct));
            }

            found.Add(await ClockAsync(source, time, ct));
            return found;
        }
        catch (Exception error) when (error is NpgsqlException or ArgumentException)
        {
            return [Finding.Bad("database", error.Message, "start PostgreSQL, compare the address, and run: migrate")];
        }
    }

    private static async Task<Finding> ServerAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        var version = int.Parse(await AskAsync<string>(source, "show server_version_num", ct), System.Globalization.CultureInfo.InvariantCulture);
        return version >= Oldest
            ? Finding.Good("database", $"PostgreSQL {version / 10_000}")
            : Finding.Bad("database", $"PostgreSQL {version / 10_000} is too old", "use 15 or later");
    }

    private static async Task<Finding> RoleAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        var role = await AskAsync<string>(source, "select current_user::text", ct);
        var mighty = await AskAsync<bool>(source, "select rolsuper or rolbypassrls or rolcreaterole or rolinherit from pg_roles where rolname = current_user", ct);
        return role != ServiceRoles.Service ? Finding.Bad("role", $"is {role}", $"the service must log in as {ServiceRoles.Service}, which row-level security binds")
            : mighty ? Finding.Bad("role", "may do more than it should", $"ALTER ROLE {ServiceRoles.Service} NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE")
            : Finding.Good("role", role);
    }

    private static async Task<Finding> RightsAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        var writes = await AskAsync<bool>(source, "select has_table_privilege('ledger_entry', 'INSERT, UPDATE, DELETE, TRUNCATE')", ct);
        var open = await AskAsync<bool>(source, "select not bool_and(relrowsecurity) from pg_class where relname in ('credit_line', 'ledger_entry', 'sales_order')", ct);
        var reserves = await AskAsync<bool>(source, "select bool_and(has_function_privilege(oid, 'EXECUTE')) from pg_proc where proname = 'credit_reserve'", ct);
        return writes ? Finding.Bad("rights", "the service could write the ledger past its functions", "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_entry FROM ordering_service")
            : open ? Finding.Bad("rights", "row-level security is off", "run migrate on a fresh database; somebody has altered this one")
            : !reserves ? Finding.Bad("rights", "the service may not reserve credit", "run migrate on a fresh database; somebody has altered this one")
            : Finding.Good("rights", "as they should be");
    }

    private static async Task<Finding> ClockAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken ct)
    {
        var skew = (await AskAsync<DateTime>(source, "select clock_timestamp()", ct) - time.GetUtcNow().UtcDateTime).Duration();
        return skew > MostSkew
            ? Finding.Bad("database clock", $"{skew.TotalSeconds:0} s off this machine's", "let NTP clients set both clocks: orders expire by the database's")
            : Finding.Good("database clock", "as this machine's");
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(string connectionString, CancellationToken ct)
    {
        await using var db = new OrderingDb(OrderingDb.Configure(new DbContextOptionsBuilder<OrderingDb>()).UseNpgsql(connectionString).Options);
        return [.. await db.Database.GetPendingMigrationsAsync(ct)];
    }

    private static async Task<T> AskAsync<T>(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }
}
