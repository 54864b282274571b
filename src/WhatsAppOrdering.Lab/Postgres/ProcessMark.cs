using System.Diagnostics;
using System.Globalization;

namespace WhatsAppOrdering.Lab.Postgres;

/// <summary>A process id with its start time, because ids are used again.</summary>
internal sealed record ProcessMark(int Id, DateTimeOffset StartedAt)
{
    // A start time is computed from the clock and the uptime, so that readings differ a little.
    private static readonly TimeSpan _tolerance = TimeSpan.FromSeconds(60);

    public static ProcessMark Current()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessMark(process.Id, process.StartTime);
    }

    public bool IsCurrent => Id == Environment.ProcessId && IsRunning();

    public bool IsRunning(string? named = null)
    {
        try
        {
            using var process = Process.GetProcessById(Id);
            return !process.HasExited
                && (process.StartTime - StartedAt).Duration() < _tolerance
                && (named is null || process.ProcessName == named)
                && !IsZombie();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    public static ProcessMark? Read(string path)
    {
        try
        {
            var lines = File.ReadAllLines(path);
            return new ProcessMark(Number(lines[0]), DateTimeOffset.FromUnixTimeSeconds(Number(lines[1])));
        }
        catch (Exception unreadable) when (unreadable is IOException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    public void Write(string path) =>
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Id}\n{StartedAt.ToUnixTimeSeconds()}\n"));

    private static int Number(string line) => int.Parse(line, CultureInfo.InvariantCulture);

    // In a container nobody may collect the dead: they keep their id without being there.
    private bool IsZombie()
    {
        var stat = $"/proc/{Id.ToString(CultureInfo.InvariantCulture)}/stat";
        if (!OperatingSystem.IsLinux() || !File.Exists(stat))
        {
            return false;
        }

        var text = File.ReadAllText(stat);
        return text[(text.LastIndexOf(')') + 1)..].TrimStart().StartsWith('Z');
    }
}
