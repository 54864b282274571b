using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Lab.Postgres;
using WhatsAppOrdering.Tests.Support;
using Xunit;

namespace WhatsAppOrdering.Tests.Lab;

public sealed class PostgresServerTests : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"whatsapp-ordering-server-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task It_starts_from_nothing_on_loopback_only_and_stops_when_disposed()
    {
        string address;
        await using (var server = await StartAsync())
        {
            address = server.SuperuserConnectionString;
            server.WasAdopted.ShouldBeFalse();
            (await AskAsync(address, "SHOW listen_addresses")).ShouldBe("127.0.0.1");
            (await AskAsync(address, "SHOW unix_socket_directories")).ShouldBe("");
            (await AskAsync(address, "SHOW fsync")).ShouldBe("off");
            (await AskAsync(address, "SHOW server_encoding")).ShouldBe("UTF8");
        }

        await Should.ThrowAsync<NpgsqlException>(() => AskAsync(address, "SELECT '1'"));
    }

    [Fact]
    public async Task Its_password_is_asked_for_and_readable_by_its_account_only()
    {
        await using var server = await StartAsync();

        var wrong = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Password = "wrong" }.ConnectionString;
        var refused = await Should.ThrowAsync<PostgresException>(() => AskAsync(wrong, "SELECT '1'"));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(server.DataDirectory + ".password").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Ctrl_C_in_our_terminal_does_not_reach_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        await using var server = await StartAsync();

        ProcessGroupOf(PostmasterOf(server)).ShouldNotBe(ProcessGroupOf(Environment.ProcessId));
    }

    [Fact]
    public async Task A_server_that_outlived_a_killed_process_is_adopted_with_its_data()
    {
        var first = await StartAsync();
        await AskAsync(first.SuperuserConnectionString, "CREATE TABLE kept (id int)");

        await using var second = await StartAsync();

        second.WasAdopted.ShouldBeTrue();
        second.Port.ShouldBe(first.Port);
        (await AskAsync(second.SuperuserConnectionString, "SELECT to_regclass('kept')::text")).ShouldBe("kept");
    }

    [Fact]
    public async Task A_stopped_server_is_started_again_with_its_data()
    {
        await using (var first = await StartAsync())
        {
            await AskAsync(first.SuperuserConnectionString, "CREATE TABLE kept (id int)");
        }

        await using var second = await StartAsync();

        second.WasAdopted.ShouldBeFalse();
        (await AskAsync(second.SuperuserConnectionString, "SELECT to_regclass('kept')::text")).ShouldBe("kept");
    }

    [Fact]
    public async Task What_a_killed_server_left_behind_is_cleaned()
    {
        var first = await StartAsync();
        using (var postmaster = Process.GetProcessById(PostmasterOf(first)))
        {
            postmaster.Kill();
        }

        await using var second = await StartAsync();

        second.WasAdopted.ShouldBeFalse();
        await AskAsync(second.SuperuserConnectionString, "SELECT '1'");
    }

    [Fact]
    public async Task A_server_that_dies_while_it_is_asked_for_an_answer_is_cleaned_too()
    {
        var first = await StartAsync();
        using var postmaster = Process.GetProcessById(PostmasterOf(first));
        using (var stop = Process.Start("kill", ["-STOP", $"{postmaster.Id}"]))
        {
            await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var starting = StartAsync();
        await Until.SoAsync(
            () => Task.FromResult(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
                .Any(connection => connection.RemoteEndPoint.Port == first.Port && connection.State == TcpState.Established)),
            () => "Nobody asks it.");
        postmaster.Kill();

        await using var second = await starting;
        second.WasAdopted.ShouldBeFalse();
        await AskAsync(second.SuperuserConnectionString, "SELECT '1'");
    }

    [Fact]
    public async Task A_process_id_that_now_belongs_to_another_program_is_not_taken_for_the_server()
    {
        string pidFile;
        await using (var first = await StartAsync())
        {
            pidFile = Path.Combine(first.DataDirectory, "postmaster.pid");
        }

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n{Path.GetDirectoryName(pidFile)}\n{now}\n5432\n\n127.0.0.1\n");

        await using var second = await StartAsync();

        second.WasAdopted.ShouldBeFalse();
    }

    [Fact]
    public async Task Two_starts_at_once_share_one_server()
    {
        var servers = await Task.WhenAll(StartAsync(), StartAsync());

        servers[0].Port.ShouldBe(servers[1].Port);
        servers.Count(server => server.WasAdopted).ShouldBe(1);
        await servers[0].DisposeAsync();
        await servers[1].DisposeAsync();
    }

    private Task<PostgresServer> StartAsync() =>
        PostgresServer.StartAsync(new PostgresSettings(_root) { Durable = false }, NullLogger.Instance, CancellationToken.None);

    private static int PostmasterOf(PostgresServer server) =>
        int.Parse(File.ReadLines(Path.Combine(server.DataDirectory, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    // proc(5): the third field after the name in parentheses.
    private static string ProcessGroupOf(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[2];
    }

    private static async Task<string?> AskAsync(string address, string sql)
    {
        var own = new NpgsqlConnectionStringBuilder(address) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(own);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
