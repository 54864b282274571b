using System.Diagnostics;
using System.Text;

namespace WhatsAppOrdering.Hosting.Development;

/// <summary>
/// The local Cloud API as a child process. It ends when its standard input closes, so that it cannot outlive us, not
/// even after a crash. It is never in the published output: see <see cref="IsAvailable"/>.
/// </summary>
public sealed class EmulatorProcess : IAsyncDisposable
{
    private const string Ready = "EMULATOR READY ";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5);

    private static readonly string[] _listening =
        ["URLS", "ASPNETCORE_URLS", "DOTNET_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_HTTPS_PORTS"];

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _running;

    private EmulatorProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => ReadOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => ReadError(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("it ended"));
    }

    /// <summary>False in the published output, where the emulator is not.</summary>
    public static bool IsAvailable => File.Exists(Program);

    /// <summary>The address it listens on.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    private static string Program => Path.Combine(AppContext.BaseDirectory, "emulator", "WhatsAppOrdering.Emulator.dll");

    /// <summary>Starts the emulator and waits, 20 seconds at most, until it listens.</summary>
    /// <param name="configuration">Environment variables, such as <c>Emulator__WebhookUrl</c>.</param>
    /// <exception cref="InvalidOperationException">It ended or did not get ready; the message has what it said.</exception>
    public static Task<EmulatorProcess> StartAsync(IReadOnlyDictionary<string, string> configuration, CancellationToken cancel) =>
        StartAsync(Program, configuration, cancel);

    /// <inheritdoc cref="StartAsync(IReadOnlyDictionary{string, string}, CancellationToken)"/>
    /// <param name="program">The emulator's assembly, when it is not in its usual place.</param>
    public static async Task<EmulatorProcess> StartAsync(
        string program, IReadOnlyDictionary<string, string> configuration, CancellationToken cancel)
    {
        var emulator = new EmulatorProcess(Command(program, configuration));
        try
        {
            emulator.Begin();
            emulator.Address = await emulator._ready.Task.WaitAsync(_patience, cancel);
            return emulator;
        }
        catch (Exception failure) when (failure is InvalidOperationException or TimeoutException)
        {
            await emulator.DisposeAsync();
            throw new StartFailedException($"The emulator did not start, {failure.Message}:\n{emulator.Errors()}", failure);
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings its clock to where an earlier run left the service's.</summary>
    public async Task AdvanceClockAsync(long seconds, CancellationToken cancel)
    {
        if (seconds > 0)
        {
            using var http = new HttpClient { BaseAddress = Address };
            using var answer = await http.PostAsJsonAsync(new Uri("emulator/clock", UriKind.Relative), new { advanceSeconds = seconds }, cancel);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Asks it to end by closing its standard input; kills it after five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_running)
        {
            return;
        }

        _running = false;
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(_farewell);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Command(string program, IReadOnlyDictionary<string, string> configuration)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        // Ours would make it listen where we listen.
        foreach (var name in _listening)
        {
            start.Environment.Remove(name);
        }

        foreach (var (key, value) in configuration)
        {
            start.Environment[key] = value;
        }

        return start;
    }

    private void Begin()
    {
        _running = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void ReadOutput(string? line)
    {
        if (line is not null && line.StartsWith(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult(new Uri(line[Ready.Length..].Trim()));
        }
    }

    private void ReadError(string? line)
    {
        lock (_errors)
        {
            _errors.AppendLine(line);
        }
    }

    private string Errors()
    {
        lock (_errors)
        {
            return _errors.ToString().Trim();
        }
    }
}
