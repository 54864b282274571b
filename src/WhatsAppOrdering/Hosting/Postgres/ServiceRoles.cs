using Npgsql;

namespace WhatsAppOrdering.Hosting.Postgres;

/// <summary>
/// The roles that the service works with. <c>ordering_service</c> logs in; <c>ordering_reader</c> is what it becomes
/// for reads across parties. Run by the owner of the database before the migrations, which grant to both.
/// </summary>
public static class ServiceRoles
{
    public const string Service = "ordering_service";
    public const string Reader = "ordering_reader";

    private const int Tries = 10;

    /// <summary>Makes the roles where they are missing and sets the service's password if it is another.</summary>
    /// <exception cref="PostgresUnavailableException">A role is missing or unsafe and the owner may not mend it.</exception>
    public static async Task EnsureAsync(string ownerConnectionString, string serviceConnectionString, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await EnsureOnceAsync(ownerConnectionString, serviceConnectionString, cancel);
                return;
            }
            catch (PostgresException race) when (attempt < Tries && IsRace(race))
            {
                // Roles belong to the whole cluster: a parallel run in another database touched the same row.
            }
        }
    }

    private static async Task EnsureOnceAsync(string ownerAddress, string serviceAddress, CancellationToken cancel)
    {
        var service = new NpgsqlConnectionStringBuilder(serviceAddress);
        if (service.Username != Service)
        {
            throw new PostgresUnavailableException($"The service's connection string must name the user {Service}, not '{service.Username}'.");
        }

        await using var owner = await Sql.OpenAsync(ownerAddress, cancel);
        await EnsureRoleAsync(owner, Service, "LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS", cancel);
        await EnsureRoleAsync(owner, Reader, "NOLOGIN NOSUPERUSER NOBYPASSRLS", cancel);
        await RefuseUnsafeAsync(owner, cancel);
        await EnsureMembershipAsync(owner, cancel);
        if (!string.IsNullOrEmpty(service.Password) && !await CanLogInAsync(serviceAddress, cancel))
        {
            await SetPasswordAsync(owner, service.Password, cancel);
        }
    }

    private static async Task EnsureRoleAsync(NpgsqlConnection owner, string role, string attributes, CancellationToken cancel)
    {
        if (!await owner.AnyAsync("SELECT FROM pg_roles WHERE rolname = $1", role, cancel))
        {
            await MayAsync(owner, $"CREATE ROLE {role} {attributes}", $"The role {role} is missing", cancel);
        }
    }

    // Each of these would let the service see past row-level security.
    private static async Task RefuseUnsafeAsync(NpgsqlConnection owner, CancellationToken cancel)
    {
        const string Unsafe = "SELECT FROM pg_roles WHERE rolname = $1 AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolinherit)";
        const string UnsafeReader = "SELECT FROM pg_roles WHERE rolname = $1 AND (rolsuper OR rolbypassrls OR rolcreaterole)";
        if (await owner.AnyAsync(Unsafe, Service, cancel) || await owner.AnyAsync(UnsafeReader, Reader, cancel))
        {
            throw new PostgresUnavailableException(
                $"Let an administrator run: ALTER ROLE {Service} NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE; ALTER ROLE {Reader} NOSUPERUSER NOBYPASSRLS NOCREATEROLE; "
                + "as they are, these roles would escape row-level security.");
        }
    }

    private static async Task EnsureMembershipAsync(NpgsqlConnection owner, CancellationToken cancel)
    {
        const string Member = $"SELECT FROM pg_auth_members WHERE roleid = '{Reader}'::regrole AND member = $1::regrole";
        if (!await owner.AnyAsync(Member, Service, cancel))
        {
            await MayAsync(owner, $"GRANT {Reader} TO {Service}", $"The role {Service} is no member of {Reader}", cancel);
        }
    }

    // On PostgreSQL 16 and later CREATEROLE alone is not enough for a role that somebody else made.
    private static Task SetPasswordAsync(NpgsqlConnection owner, string password, CancellationToken cancel) =>
        MayAsync(
            owner,
            $"ALTER ROLE {Service} PASSWORD '{ScramVerifier.Of(password)}'",
            $"The password in the service's connection string is not the one of {Service}",
            cancel);

    private static async Task<bool> CanLogInAsync(string serviceAddress, CancellationToken cancel)
    {
        try
        {
            await using var connection = await Sql.OpenAsync(serviceAddress, cancel);
            return true;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState is not (PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification);
        }
    }

    private static async Task MayAsync(NpgsqlConnection owner, string sql, string lack, CancellationToken cancel)
    {
        try
        {
            await owner.RunAsync(sql, cancel);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            var statement = sql.Split(" PASSWORD ", 2) is [var start, _] ? $"{start} PASSWORD '…'" : sql;
            throw new PostgresUnavailableException(
                $"{lack}, and the user '{owner.UserName}' may not mend it. Let an administrator run: {statement}; or give that user CREATEROLE.",
                refused);
        }
    }

    private static bool IsRace(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation
        || (failure.SqlState == PostgresErrorCodes.InternalError
            && failure.MessageText.Contains("concurrently updated", StringComparison.Ordinal));
}
