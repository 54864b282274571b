using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Lab.Demo;

/// <summary>Gives the emulator our approved templates as far as it lacks them; at Meta a person does that with care (<c>templates apply</c>).</summary>
internal sealed class PostTemplates(TemplateLibrary library) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var said = new StringWriter();
        await new TemplatesVerb(Path.Combine(AppContext.BaseDirectory, "templates"), library, said).ApplyAsync(cancellationToken);
        if (said.ToString().Contains("refused: ", StringComparison.Ordinal))
        {
            throw new StartFailedException($"The emulator refused some of templates/approved:{Environment.NewLine}{said}");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
