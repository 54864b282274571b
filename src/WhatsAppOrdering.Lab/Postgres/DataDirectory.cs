using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>One cluster's data on disk, named by its major version, and the commands that make, start and stop it.</summary>
internal sealed class DataDirectory(PostgresPlace place, PostgresBinaries binaries)
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int PortTries = 5;

    public string FullPath { get; } = place.Combine($"postgres-{binaries.Major}");

    /// <summary>Names the process of ours that will stop the server.</summary>
    public string OwnerFilePath => FullPath + ".owner";

    private string PasswordFile => FullPath + ".password";

    private string LogFile => FullPath + ".log";

    public bool Exists => Directory.Exists(FullPath);

    public string ReadPassword() => File.Exists(PasswordFile)
        ? File.ReadAllText(PasswordFile).Trim()
        : throw new PostgresUnavailableException($"{PasswordFile} is missing, and without it nobody can enter {FullPath}. Remove that directory to begin anew.");

    /// <summary>Makes the cluster beside its place and moves it there, so that an interrupted try leaves nothing half done.</summary>
    public async Task InitializeAsync(bool durable, CancellationToken cancel)
    {
        await WritePasswordAsync(cancel);
        var unfinished = FullPath + ".new";
        var made = await InitDbAsync(unfinished, "C.UTF-8", durable, cancel);
        if (!made.Succeeded)
        {
            made = await InitDbAsync(unfinished, "C", durable, cancel);
        }

        if (!made.Succeeded)
        {
            throw new PostgresUnavailableException($"initdb failed: {made.Text}");
        }

        Directory.Move(unfinished, FullPath);
    }

    /// <summary>Starts the server and returns its port.</summary>
    public async Task<int> StartAsync(PostgresSettings settings, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = settings.Port == 0 ? FreePort() : settings.Port;
            // Not cancelled: a killed pg_ctl would leave a server behind that nobody stops. Ctrl+C it hears itself.
            var started = await PgCtlAsync(["start", "-w", "-l", LogFile, "-o", Options(settings, port)], CancellationToken.None);
            if (started.Succeeded)
            {
                return port;
            }

            // Somebody may take the port before the server does; after a crash, its last children need a moment to go.
            if (settings.Port != 0 || attempt == PortTries)
            {
                throw new PostgresUnavailableException(
                    $"PostgreSQL did not start: {started.Text}\n{EndOfLog()}\nIf its files are damaged, delete {FullPath} to begin anew; the log is {LogFile}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), cancel);
        }
    }

    public Task<ChildResult> StopAsync(CancellationToken cancel) => PgCtlAsync(["stop", "-w", "-m", "fast"], cancel);

    private Task<ChildResult> PgCtlAsync(string[] arguments, CancellationToken cancel) =>
        place.RunAsync(binaries.PgCtl, [.. arguments, "-D", FullPath], cancel);

    private async Task<ChildResult> InitDbAsync(string directory, string locale, bool durable, CancellationToken cancel)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        string[] arguments =
        [
            "-D", directory, "-U", "postgres", "-A", "scram-sha-256", $"--pwfile={PasswordFile}",
            "-E", "UTF8", $"--locale={locale}", .. durable ? Array.Empty<string>() : ["--no-sync"],
        ];
        return await place.RunAsync(binaries.InitDb, arguments, cancel);
    }

    private async Task WritePasswordAsync(CancellationToken cancel)
    {
        File.Delete(PasswordFile);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        await using (var writer = new StreamWriter(PasswordFile, options))
        {
            await writer.WriteAsync(RandomNumberGenerator.GetHexString(32, lowercase: true));
        }

        await place.GiveAsync(PasswordFile, cancel);
    }

    private static string Options(PostgresSettings settings, int port)
    {
        List<string> options =
        [
            "listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=",
            $"max_connections={settings.MaxConnections}", "timezone=UTC",
        ];
        if (!settings.Durable)
        {
            options.AddRange(["fsync=off", "synchronous_commit=on", "full_page_writes=off"]);
        }

        return string.Join(' ', options.Select(option => "-c " + option));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string EndOfLog() =>
        File.Exists(LogFile) ? string.Join('\n', File.ReadLines(LogFile).TakeLast(15)) : "";
}
