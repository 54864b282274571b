using System.ComponentModel;
using System.Diagnostics;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Lab.Postgres;

internal sealed record ChildResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    public string Text => $"{Output}\n{Error}".Trim();
}

/// <summary>Runs one short command to its end.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2);

    /// <param name="user">The account to run as (root only); null for our own.</param>
    public static async Task<ChildResult> RunAsync(
        string? user, string workingDirectory, string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null && !OperatingSystem.IsWindows())
        {
            start.UserName = user;
        }

        DropVariablesOfPostgres(start);
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ChildResult(process.ExitCode, await TextAsync(output), await TextAsync(error));
    }

    // PGPORT, PGDATA and their like would quietly steer initdb and pg_ctl elsewhere.
    private static void DropVariablesOfPostgres(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            var account = string.IsNullOrEmpty(start.UserName) ? "this account" : $"the account '{start.UserName}'";
            throw new PostgresUnavailableException($"{start.FileName} cannot be run by {account}: {failure.Message}", failure);
        }
    }

    // On Windows a server started by pg_ctl may inherit the pipe and keep it open: do not wait for its end.
    private static async Task<string> TextAsync(Task<string> reading) =>
        await Task.WhenAny(reading, Task.Delay(_lastWords, CancellationToken.None)) == reading ? await reading : "";
}
