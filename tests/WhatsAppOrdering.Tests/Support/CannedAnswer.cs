using System.Net;
using Microsoft.Extensions.Options;
using Refit;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Tests.Support;

/// <summary>Meta's server where only one answer is wanted and no network: everything above the wire is the real client.</summary>
internal sealed class CannedAnswer(int status, byte[] body) : HttpMessageHandler
{
    public static MessageSender Sender(int status, byte[] body) =>
        new(RestService.ForGenerated<ICloudApi>(new HttpClient(new CannedAnswer(status, body)) { BaseAddress = new Uri("http://meta.example") }, WhatsAppSetup.Settings()), new Settings(), TimeProvider.System);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) });

    private sealed class Settings : IOptionsMonitor<WhatsAppOptions>
    {
        public WhatsAppOptions CurrentValue { get; } = new();

        public WhatsAppOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<WhatsAppOptions, string?> listener) => null;
    }
}
