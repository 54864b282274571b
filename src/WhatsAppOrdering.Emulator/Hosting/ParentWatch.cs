namespace WhatsAppOrdering.Emulator.Hosting;

/// <summary>Stops the emulator when its standard input closes, if it was asked to.</summary>
public sealed class ParentWatch(EmulatorOptions options, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.ExitWithParent)
        {
            // A console read cannot be cancelled, so it gets a thread that dies with the process.
            new Thread(WaitForEndOfInput) { IsBackground = true, Name = "parent watch" }.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (input.Read(buffer) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
