using Npgsql;
using Shouldly;
using WhatsAppOrdering.Hosting.Postgres;
using WhatsAppOrdering.Lab.Postgres;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

/// <summary>Roles belong to a whole cluster, so these tests have their own and begin each without any role.</summary>
public sealed class ServiceRolesTests(ServiceRolesTests.OwnCluster own) : IClassFixture<ServiceRolesTests.OwnCluster>, IAsyncLifetime
{
    private string _superuser = "";

    public async ValueTask InitializeAsync()
    {
        _superuser = await own.Cluster.SuperuserAsync();
        await RunAsync(_superuser, "DROP DATABASE IF EXISTS one WITH (FORCE)");
        await RunAsync(_superuser, "DROP DATABASE IF EXISTS two WITH (FORCE)");
        await RunAsync(_superuser, "DROP ROLE IF EXISTS ordering_service, ordering_reader, ordering_owner");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Parallel_and_repeated_preparations_end_with_the_same_roles()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async run =>
        {
            var addresses = await PrepareAsync(run % 2 == 0 ? "one" : "two");
            await EnsureAsync(addresses);
            await EnsureAsync(addresses);
        }));

        var roles = await AskAsync(_superuser, """
            SELECT string_agg(format('%s login=%s inherit=%s super=%s bypass=%s createrole=%s', rolname, rolcanlogin, rolinherit,
                rolsuper, rolbypassrls, rolcreaterole), E'\n' ORDER BY rolname) FROM pg_roles WHERE rolname LIKE 'ordering%'
            """);
        roles.ShouldBe("""
            ordering_owner login=t inherit=t super=f bypass=f createrole=t
            ordering_reader login=f inherit=t super=f bypass=f createrole=f
            ordering_service login=t inherit=f super=f bypass=f createrole=f
            """);
    }

    [Fact]
    public async Task The_service_becomes_a_reader_only_when_it_says_so()
    {
        var addresses = await PrepareAsync("one");
        await EnsureAsync(addresses);
        await RunAsync(addresses.Owner, "CREATE TABLE secret (id int); GRANT SELECT ON secret TO ordering_reader");

        var refused = await Should.ThrowAsync<PostgresException>(() => RunAsync(addresses.Ordering, "SELECT * FROM secret"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        await RunAsync(addresses.Ordering, "SET ROLE ordering_reader; SELECT * FROM secret");
    }

    [Fact]
    public async Task Another_password_in_the_connection_string_replaces_the_old_one()
    {
        var before = await PrepareAsync("one");
        await EnsureAsync(before);
        var after = await PostgresRoles.PrepareDatabaseAsync(_superuser, "one", "owner's", "new 'päßword'", CancellationToken.None);
        await EnsureAsync(after);

        await RunAsync(after.Ordering, "SELECT 1");
        var refused = await Should.ThrowAsync<PostgresException>(() => RunAsync(before.Ordering, "SELECT 1"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task An_owner_without_CREATEROLE_is_told_what_an_administrator_must_run()
    {
        var addresses = await PrepareAsync("one");
        await RunAsync(_superuser, "ALTER ROLE ordering_owner NOCREATEROLE");

        var refused = await Should.ThrowAsync<PostgresUnavailableException>(() => EnsureAsync(addresses));

        refused.Message.ShouldContain("CREATE ROLE ordering_service LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS");
    }

    [Fact]
    public async Task Roles_that_an_administrator_made_are_taken_as_they_are()
    {
        var addresses = await PrepareAsync("one");
        await MakeRolesAsAdministratorAsync("the service's");
        await RunAsync(_superuser, "ALTER ROLE ordering_owner NOCREATEROLE");

        await EnsureAsync(addresses);
    }

    [Fact]
    public async Task A_password_that_the_owner_may_not_change_is_reported_without_showing_it()
    {
        var addresses = await PrepareAsync("one");
        await MakeRolesAsAdministratorAsync("another");
        await RunAsync(_superuser, "ALTER ROLE ordering_owner NOCREATEROLE");

        var refused = await Should.ThrowAsync<PostgresUnavailableException>(() => EnsureAsync(addresses));

        refused.Message.ShouldContain("not the one of ordering_service");
        refused.ToString().ShouldNotContain("SCRAM");
    }

    [Theory]
    [InlineData("ALTER ROLE ordering_service BYPASSRLS")]
    [InlineData("ALTER ROLE ordering_service SUPERUSER")]
    [InlineData("ALTER ROLE ordering_service INHERIT")]
    [InlineData("ALTER ROLE ordering_reader BYPASSRLS")]
    public async Task A_role_that_would_escape_row_level_security_is_refused(string weakening)
    {
        var addresses = await PrepareAsync("one");
        await EnsureAsync(addresses);
        await RunAsync(_superuser, weakening);

        var refused = await Should.ThrowAsync<PostgresUnavailableException>(() => EnsureAsync(addresses));

        refused.Message.ShouldContain("row-level security");
    }

    private async Task MakeRolesAsAdministratorAsync(string password)
    {
        await RunAsync(_superuser, "CREATE ROLE ordering_service LOGIN NOINHERIT; CREATE ROLE ordering_reader");
        await RunAsync(_superuser, "GRANT ordering_reader TO ordering_service");
        await RunAsync(_superuser, $"ALTER ROLE ordering_service PASSWORD '{password.Replace("'", "''")}'");
    }

    private Task<OrderingConnectionStrings> PrepareAsync(string database) =>
        PostgresRoles.PrepareDatabaseAsync(_superuser, database, "the owner's", "the service's", CancellationToken.None);

    private static Task EnsureAsync(OrderingConnectionStrings addresses) =>
        ServiceRoles.EnsureAsync(addresses.Owner, addresses.Ordering, CancellationToken.None);

    private static async Task RunAsync(string address, string sql) => await AskAsync(address, sql);

    private static async Task<string?> AskAsync(string address, string sql)
    {
        var own = new NpgsqlConnectionStringBuilder(address) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(own);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }

    /// <summary>A cluster of its own, whatever the other tests do to theirs.</summary>
    public sealed class OwnCluster : IAsyncDisposable
    {
        public PostgresCluster Cluster { get; } = new();

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
