using Hangfire.PostgreSql;
using Npgsql;

namespace WhatsAppOrdering.Jobs;

/// <summary>Hangfire's own tables, made and mended by the owner. The service reads and writes rows in them, and changes no table.</summary>
internal static class HangfireSchema
{
    public const string Name = "hangfire";

    private const long Alone = 0x48616E6766697265;

    public static async Task PrepareAsync(string ownerConnection, string service, CancellationToken ct)
    {
        await using var owner = new NpgsqlConnection(ownerConnection);
        await owner.OpenAsync(ct);
        await RunAsync(owner, $"select pg_advisory_lock({Alone})", ct);
        PostgreSqlObjectsInstaller.Install(owner, Name);
        await RunAsync(
            owner,
            $"""
            grant usage on schema {Name} to {service};
            grant select, insert, update, delete on all tables in schema {Name} to {service};
            grant usage, select on all sequences in schema {Name} to {service};
            select pg_advisory_unlock({Alone})
            """,
            ct);
    }

    private static async Task RunAsync(NpgsqlConnection owner, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // Names of our own only.
        await using var command = new NpgsqlCommand(sql, owner);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
