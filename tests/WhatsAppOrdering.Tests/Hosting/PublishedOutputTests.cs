using System.Diagnostics;
using System.Runtime.CompilerServices;
using Shouldly;
using Xunit;

namespace WhatsAppOrdering.Tests.Hosting;

public sealed class PublishedOutputTests : IDisposable
{
    private readonly string _work = Directory.CreateTempSubdirectory("whatsapp-ordering-publish-").FullName;

    public void Dispose() => Directory.Delete(_work, recursive: true);

    [Fact]
    public async Task Published_output_contains_neither_Lab_nor_emulator_nor_demo_data()
    {
        var source = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../src"));
        var output = Path.Combine(_work, "published");

        await PublishAsync(Path.Combine(source, "WhatsAppOrdering"), output);

        var published = Directory.GetFiles(output, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(output, file)).ToList();
        published.ShouldContain("WhatsAppOrdering.dll");
        published.ShouldNotContain(file => file.Contains("emulator", StringComparison.OrdinalIgnoreCase));
        published.ShouldNotContain(file => file.Contains("Lab", StringComparison.Ordinal));
        published.ShouldNotContain(file => file.StartsWith("Demo", StringComparison.OrdinalIgnoreCase) || file.StartsWith("Development", StringComparison.OrdinalIgnoreCase));
        var references = await File.ReadAllTextAsync(Path.Combine(output, "WhatsAppOrdering.deps.json"));
        references.ShouldNotContain("Emulator");
        references.ShouldNotContain(".Lab");
        var program = await File.ReadAllBytesAsync(Path.Combine(output, "WhatsAppOrdering.dll"));
        foreach (var route in new[] { "/lab/clock", "/development/clock", "development_clock" })
        {
            program.AsSpan().IndexOf(System.Text.Encoding.Unicode.GetBytes(route)).ShouldBe(-1, route);
        }

        var unwanted = NamesBelow(source, "WhatsAppOrdering.Lab/Demo").Concat(NamesBelow(source, "WhatsAppOrdering.Emulator/Page"));
        published.Select(Path.GetFileName).Intersect(unwanted).ShouldBeEmpty();
    }

    private static List<string?> NamesBelow(string source, string folder)
    {
        var path = Path.Combine(source, folder);
        return Directory.Exists(path) ? [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Where(name => name != "README.md")] : [];
    }

    // What is built lies there already: compiling it again would cost the tests' machine a quarter of a minute.
    private static async Task PublishAsync(string project, string output)
    {
        var configuration = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).Parent!.Name;
        string[] arguments = ["publish", project, "--no-build", "-c", configuration, "-o", output, "-nodeReuse:false"];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, text);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
