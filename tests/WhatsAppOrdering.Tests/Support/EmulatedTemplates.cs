using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Tests.Support;

internal static class EmulatedTemplates
{
    /// <summary>Has the emulator approve all templates of ours, as <c>templates apply</c> does.</summary>
    public static async Task ApproveTemplatesAsync(this ServiceUnderTest service)
    {
        var api = service.Services.GetRequiredService<ICloudApi>();
        foreach (var template in TemplateFile.ReadAll(Path.Combine(AppContext.BaseDirectory, "templates")))
        {
            using var made = await api.CreateTemplateAsync("v25.0", "222", template.Json, CancellationToken.None);
            made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync());
        }
    }
}
