using System.Runtime.InteropServices;
using WhatsAppOrdering.Hosting.Postgres;

namespace WhatsAppOrdering.Hosting;

/// <summary>
/// One start of a program that serves: what can be foreseen to go wrong is said in plain lines, without a stack. It hears
/// Ctrl+C and SIGTERM from the first moment; a host hears them only once it runs, and before that they would end the
/// process at once and leave running what the start has begun.
/// </summary>
public sealed class Start : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private bool _ready;

    private Start()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear);
    }

    /// <summary>Cancelled by Ctrl+C and SIGTERM.</summary>
    public CancellationToken Interrupted => _source.Token;

    /// <summary>Runs <paramref name="program"/>.</summary>
    /// <returns>The exit code: 0 when it was ready and then told to stop.</returns>
    public static async Task<int> RunAsync(Func<Start, Task> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var start = new Start();
        try
        {
            await program(start);
            return 0;
        }
        catch (Exception) when (!start._ready && start.Interrupted.IsCancellationRequested)
        {
            await TellAsync("Stopped before it was ready.");
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            // Between our look at the port and the server's somebody was faster, or the address came from a place that we do not look at.
            await TellAsync($"{taken.Message} Is the service running already? Another address can be given with --urls http://127.0.0.1:5090.");
        }
        catch (Exception known) when (known is WrongSettingsException or PostgresUnavailableException or StartFailedException)
        {
            await TellAsync(known.Message);
        }

        return 1;
    }

    /// <summary>Starts the application and returns when it has been told to stop.</summary>
    public async Task ServeAsync(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        await app.StartAsync(Interrupted);
        _ready = true;
        await app.WaitForShutdownAsync(Interrupted);
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private static Task TellAsync(string message) => System.Console.Error.WriteLineAsync(message);

    private void Hear(PosixSignalContext signal)
    {
        // Whoever asks a second time does not want to wait.
        signal.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
