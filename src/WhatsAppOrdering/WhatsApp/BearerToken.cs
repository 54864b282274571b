using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Puts the access token on each call, read anew so that a rotated token needs no restart.</summary>
internal sealed class BearerToken(IOptionsMonitor<WhatsAppOptions> options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.CurrentValue.AccessToken);
        return base.SendAsync(request, cancellationToken);
    }
}
