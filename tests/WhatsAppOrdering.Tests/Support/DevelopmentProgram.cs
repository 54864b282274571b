using System.Net;
using System.Net.Sockets;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>The one-command start in a terminal of its own, with a data folder and ports that nobody else has.</summary>
public sealed class DevelopmentProgram : IAsyncDisposable
{
    private readonly ChildProgram program;

    private DevelopmentProgram(ChildProgram program, Uri service)
    {
        this.program = program;
        Service = service;
    }

    /// <summary>The service's own address.</summary>
    public Uri Service { get; }

    /// <summary>The emulator's, once it is ready.</summary>
    public Uri Phones { get; private set; } = null!;

    public string Output => program.Output;

    /// <summary>Begins a start; <see cref="ReadyAsync"/> waits for its end.</summary>
    public static DevelopmentProgram Begin(string dataFolder)
    {
        var service = new Uri($"http://127.0.0.1:{FreePort()}");
        var settings = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["Development__DataFolder"] = dataFolder,
            ["Development__PhonesUrl"] = "http://127.0.0.1:0",
        };
        return new(ChildProgram.StartInTerminal(settings, "--urls", service.GetLeftPart(UriPartial.Authority)), service);
    }

    public static async Task<DevelopmentProgram> StartAsync(string dataFolder)
    {
        var program = Begin(dataFolder);
        try
        {
            await program.ReadyAsync();
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public async Task ReadyAsync()
    {
        Phones = new Uri(await program.ReadAfterAsync("Phones (retailers and wholesaler):"));
        await program.ReadAfterAsync("Ctrl+C stops everything.");
    }

    /// <summary>Waits until it says so.</summary>
    public Task<string> ReadAfterAsync(string mark) => program.ReadAfterAsync(mark);

    /// <summary>Ctrl+C in its terminal.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync()
    {
        await program.InterruptAsync();
        return await program.ExitCodeAsync();
    }

    public Task KillAsync() => program.KillAsync();

    public ValueTask DisposeAsync() => program.DisposeAsync();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
