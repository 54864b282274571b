using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using WhatsAppOrdering.Lab.Postgres;
using Xunit;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>The data folder of one-command starts, and the PostgreSQL that they run in it.</summary>
public sealed class LabFolder : IAsyncLifetime
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("whatsapp-ordering-development-").FullName;

    /// <summary>The port that a running server has noted; null when none runs.</summary>
    public int? PostgresPort =>
        Directory.GetDirectories(FullPath, "postgres-??").Select(data => Path.Combine(data, "postmaster.pid")).Where(File.Exists)
            .Select(file => (int?)int.Parse(File.ReadLines(file).ElementAt(3), CultureInfo.InvariantCulture)).SingleOrDefault();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A start got as far as its secrets.</summary>
    public bool WasUsed => File.Exists(Path.Combine(FullPath, "development-secrets.json"));

    /// <summary>As the last start left it; none may be running.</summary>
    public async Task<LabFolder> CopyAsync()
    {
        PostgresPort.ShouldBeNull();
        var copy = new LabFolder();
        using var cp = Process.Start("cp", ["-a", $"{FullPath}/.", copy.FullPath]);
        await cp.WaitForExitAsync();
        cp.ExitCode.ShouldBe(0);
        return copy;
    }

    /// <summary>The database of the start that is running.</summary>
    public async Task<TestDatabase> OpenAsync()
    {
        await using var server = await AdoptAsync();
        var superuser = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString) { Database = "ordering", Pooling = false };
        return new TestDatabase(new(superuser.ConnectionString, superuser.ConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        if (PostgresPort is not null)
        {
            // A test has failed and left it; whoever adopts it from a dead process stops it.
            await using var left = await AdoptAsync();
        }

        Directory.Delete(FullPath, recursive: true);
    }

    /// <summary>Takes away the note of a server that is dead and cannot be started again.</summary>
    public void ForgetServer() =>
        Directory.GetDirectories(FullPath, "postgres-??").ToList().ForEach(data => File.Delete(Path.Combine(data, "postmaster.pid")));

    private Task<PostgresServer> AdoptAsync() =>
        PostgresServer.StartAsync(new PostgresSettings(FullPath), NullLogger.Instance, CancellationToken.None);
}
