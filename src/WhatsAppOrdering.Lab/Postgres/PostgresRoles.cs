using Npgsql;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>What only a superuser can prepare: the owner's role and the database. In Production an administrator does it.</summary>
public static class PostgresRoles
{
    public const string Owner = "ordering_owner";

    private const long PreparationLock = 0x6F72646572; // "order"

    /// <summary>Makes the role and the database where they are missing; safe to run in parallel and again.</summary>
    /// <param name="ownerPassword">Becomes the owner's password, also when the role is there already.</param>
    /// <param name="servicePassword">Goes into the result only; <see cref="ServiceRoles"/> gives it to the role.</param>
    public static async Task<OrderingConnectionStrings> PrepareDatabaseAsync(
        string superuserConnectionString, string database, string ownerPassword, string servicePassword, CancellationToken cancel)
    {
        await using var connection = await Sql.OpenAsync(superuserConnectionString, cancel);
        await connection.RunAsync($"SELECT pg_advisory_lock({PreparationLock})", cancel);
        try
        {
            if (!await connection.AnyAsync("SELECT FROM pg_roles WHERE rolname = $1", Owner, cancel))
            {
                await connection.RunUnlessThereAsync($"CREATE ROLE {Owner} LOGIN NOSUPERUSER CREATEROLE", cancel);
            }

            await connection.RunAsync($"ALTER ROLE {Owner} CREATEROLE PASSWORD '{ScramVerifier.Of(ownerPassword)}'", cancel);
            if (!await connection.AnyAsync("SELECT FROM pg_database WHERE datname = $1", database, cancel))
            {
                await connection.RunUnlessThereAsync($"CREATE DATABASE {Sql.Quote(database)} OWNER {Owner}", cancel);
            }
        }
        finally
        {
            await connection.RunAsync($"SELECT pg_advisory_unlock({PreparationLock})", CancellationToken.None);
        }

        return Addresses(superuserConnectionString, database, ownerPassword, servicePassword);
    }

    private static OrderingConnectionStrings Addresses(string superuser, string database, string ownerPassword, string servicePassword)
    {
        string As(string role, string password) => new NpgsqlConnectionStringBuilder(superuser)
        {
            Database = database,
            Username = role,
            Password = password,
        }.ConnectionString;
        return new OrderingConnectionStrings(As(Owner, ownerPassword), As(ServiceRoles.Service, servicePassword));
    }
}
