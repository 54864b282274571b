using System.Text.Json;
using Microsoft.Extensions.Options;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Lab.Demo;

/// <summary>Gives the emulator our approved templates at each start; at Meta a person does that with care.</summary>
internal sealed class PostTemplates(ICloudApi api, IOptions<WhatsAppOptions> options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "templates", "approved"), "*.json").Order())
        {
            using var template = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken));
            using var answer = await api.CreateTemplateAsync(
                options.Value.GraphVersion, options.Value.BusinessAccountId!, template.RootElement, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException(
                    $"The emulator refused the template {Path.GetFileName(file)}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
