using System.Diagnostics;
using System.Globalization;
using WhatsAppOrdering.Tests.Guards;
using Xunit.Sdk;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>The built program as a child process, as an operator's machine runs it: started, watched, interrupted, killed.</summary>
public sealed class ChildProgram : IAsyncDisposable
{
    private static readonly string[] OwnSettings =
        ["URLS", "ASPNETCORE_URLS", "DOTNET_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_HTTP_PORTS", "DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT"];

    private readonly Process process;
    private readonly List<string> lines = [];

    private ChildProgram(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    public int ProcessId => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>What it said so far, on both channels.</summary>
    public string Output
    {
        get
        {
            lock (lines)
            {
                return string.Join('\n', lines);
            }
        }
    }

    private static string Service => BuiltIn(Repository.Service);

    private static string Lab => BuiltIn(Repository.Lab);

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <param name="settings">Environment variables.</param>
    public static ChildProgram Start(IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        Start(new ProcessStartInfo(Dotnet, [Service, .. arguments]), settings);

    public static ChildProgram StartLab(IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        Start(new ProcessStartInfo(Dotnet, [Lab, .. arguments]), settings);

    /// <summary>In a process group of its own with SIGINT unmasked, so that <see cref="InterruptAsync"/> does what a terminal's Ctrl+C does.</summary>
    public static ChildProgram StartLabInTerminal(IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        Start(new ProcessStartInfo("setsid", ["env", "--default-signal=INT", Dotnet, Lab, .. arguments]), settings);

    /// <summary>What follows <paramref name="mark"/> in the first line that has it.</summary>
    public async Task<string> ReadAfterAsync(string mark)
    {
        string? line = null;
        await Until.SoAsync(
            () =>
            {
                var ended = process.HasExited;
                line = Find(mark);
                return Task.FromResult(line is not null || ended);
            },
            () => $"The program never said '{mark}':\n{Output}");
        return line is not null
            ? line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Trim()
            : throw new XunitException($"The program ended before it said '{mark}':\n{Output}");
    }

    /// <summary>SIGKILL: no handler runs.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGINT to the whole group.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", "--", $"-{process.Id.ToString(CultureInfo.InvariantCulture)}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await Until.SoAsync(() => Task.FromResult(process.HasExited), () => $"The program did not end:\n{Output}");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    /// <summary>In its own build folder, as it is started by hand: the copy beside the tests has the tests' files around it.</summary>
    private static string BuiltIn(string project)
    {
        var built = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(project, "bin", built.Parent!.Name, built.Name, Path.GetFileName(project) + ".dll");
    }

    private static ChildProgram Start(ProcessStartInfo start, IReadOnlyDictionary<string, string> settings)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetDirectoryName(Service);
        foreach (var name in OwnSettings)
        {
            start.Environment.Remove(name);
        }

        // It lives for seconds: what its compiler would learn about it never pays.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var child = new ChildProgram(start);
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    private string? Find(string mark)
    {
        lock (lines)
        {
            return lines.Find(line => line.Contains(mark, StringComparison.Ordinal));
        }
    }

    private void Read(string? line)
    {
        if (line is not null)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }
}
