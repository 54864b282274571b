using System.Globalization;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>A directory with initdb, pg_ctl and postgres of version 15 or later.</summary>
internal sealed record PostgresBinaries(string Directory, int Major)
{
    public const int OldestMajor = 15;

    private static readonly string[] _programs = ["initdb", "pg_ctl", "postgres"];
    private static readonly string _suffix = OperatingSystem.IsWindows() ? ".exe" : "";

    public string InitDb => Program(Directory, "initdb");

    public string PgCtl => Program(Directory, "pg_ctl");

    /// <summary>Looks in PG_BIN, earlier downloads, PATH and Debian's directories; then downloads.</summary>
    public static async Task<PostgresBinaries> FindAsync(
        PostgresPlace place, string? binariesRoot, ILogger logger, CancellationToken cancel)
    {
        var chosen = Environment.GetEnvironmentVariable("PG_BIN");
        if (!string.IsNullOrEmpty(chosen))
        {
            return await InspectAsync(place, Path.GetFullPath(chosen), cancel) ?? throw new PostgresUnavailableException(
                $"PG_BIN is {chosen}, where initdb, pg_ctl and postgres of PostgreSQL {OldestMajor} or later are not, or may not be run.");
        }

        var root = binariesRoot ?? place.Root;
        foreach (var directory in Candidates(root))
        {
            if (await InspectAsync(place, directory, cancel) is { } found)
            {
                return found;
            }
        }

        return await InspectAsync(place, await PostgresDownload.FetchAsync(root, logger, cancel), cancel)
            ?? throw PostgresDownload.Failed("what was downloaded does not run here");
    }

    private static IEnumerable<string> Candidates(string binariesRoot) =>
    [
        PostgresDownload.BinariesIn(binariesRoot),
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        .. DebianDirectories(),
    ];

    // Debian puts psql on PATH but not initdb.
    private static IEnumerable<string> DebianDirectories() =>
        System.IO.Directory.Exists("/usr/lib/postgresql")
            ? System.IO.Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var major) ? major : 0)
                .Select(path => Path.Combine(path, "bin"))
            : [];

    private static async Task<PostgresBinaries?> InspectAsync(PostgresPlace place, string directory, CancellationToken cancel)
    {
        if (!_programs.All(name => File.Exists(Program(directory, name))))
        {
            return null;
        }

        try
        {
            var answer = await place.RunAsync(Program(directory, "postgres"), ["--version"], cancel);
            return answer.Succeeded && MajorOf(answer.Output) is var major and >= OldestMajor
                ? new PostgresBinaries(directory, major)
                : null;
        }
        catch (PostgresUnavailableException)
        {
            // Made for another machine, or below a home that the server's account cannot enter: look further.
            return null;
        }
    }

    /// <summary>Reads "postgres (PostgreSQL) 15.18 (Debian …)" or "… 18beta1".</summary>
    private static int MajorOf(string version)
    {
        var number = version[(version.IndexOf(')', StringComparison.Ordinal) + 1)..].TrimStart();
        var digits = number.TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }

    private static string Program(string directory, string name) => Path.Combine(directory, name + _suffix);
}
