namespace WhatsAppOrdering.Tests.Support;

/// <summary>The one-command start in a terminal of its own, with a data folder and ports that nobody else has.</summary>
public sealed class LabProgram : IAsyncDisposable
{
    private readonly ChildProgram program;

    private LabProgram(ChildProgram program, Uri service)
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
    public static LabProgram Begin(string dataFolder)
    {
        var service = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        return new(ChildProgram.StartLabInTerminal(Settings(dataFolder), "--urls", service.GetLeftPart(UriPartial.Authority)), service);
    }

    /// <summary>Environment variables, also for the Lab's verbs.</summary>
    public static Dictionary<string, string> Settings(string dataFolder) => new()
    {
        ["Lab__DataFolder"] = dataFolder,
        ["Lab__PhonesUrl"] = "http://127.0.0.1:0",
    };

    public static async Task<LabProgram> StartAsync(string dataFolder)
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

    /// <summary>Once it has ended by itself.</summary>
    public Task<int> ExitCodeAsync() => program.ExitCodeAsync();

    public Task KillAsync() => program.KillAsync();

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
