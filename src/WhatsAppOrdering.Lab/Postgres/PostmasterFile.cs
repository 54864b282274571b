using System.Globalization;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>
/// What a running server wrote into <c>postmaster.pid</c>: process id, data directory, start time, port.
/// Source: PostgreSQL, src/include/utils/pidfile.h.
/// </summary>
internal sealed record PostmasterFile(ProcessMark Process, int Port)
{
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "postmaster.pid");

    /// <summary>Null when there is none or a crash left it half written.</summary>
    public static PostmasterFile? Read(string dataDirectory)
    {
        try
        {
            var lines = File.ReadAllLines(PathIn(dataDirectory));
            var started = DateTimeOffset.FromUnixTimeSeconds(long.Parse(lines[2], CultureInfo.InvariantCulture));
            var process = new ProcessMark(int.Parse(lines[0], CultureInfo.InvariantCulture), started);
            return new PostmasterFile(process, int.Parse(lines[3], CultureInfo.InvariantCulture));
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>True unless the process is gone or its id now belongs to something else.</summary>
    public bool IsPlausiblyRunning(string dataDirectory) =>
        Process.IsRunning("postgres") && WorkingDirectory() is var at && (at is null || at == dataDirectory);

    // The postmaster works in its data directory; not readable for other accounts.
    private string? WorkingDirectory()
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{Process.Id.ToString(CultureInfo.InvariantCulture)}/cwd", false)?.FullName;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
