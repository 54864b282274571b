using WhatsAppOrdering.Hosting;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Lab.Demo;

/// <summary>Gives the emulator our approved templates as far as it lacks them; at Meta a person does that with care (<c>templates apply</c>).</summary>
internal static class PostTemplates
{
    public static async Task ExecuteAsync(TemplateLibrary library, CancellationToken ct)
    {
        using var said = new StringWriter();
        await new TemplatesVerb(Path.Combine(AppContext.BaseDirectory, "templates"), library, said).ApplyAsync(ct);
        if (said.ToString().Contains("refused: ", StringComparison.Ordinal))
        {
            throw new StartFailedException($"The emulator refused some of templates/approved:{Environment.NewLine}{said}");
        }
    }
}
