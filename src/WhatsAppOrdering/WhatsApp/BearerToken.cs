using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// Puts the access token on each call, and <c>appsecret_proof</c> (Meta's "Secure Graph API calls"), which makes a stolen
/// token useless without the app's secret. Both are read anew so that a rotated one needs no restart.
/// </summary>
internal sealed class BearerToken(IOptionsMonitor<WhatsAppOptions> options) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var settings = options.CurrentValue;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.AccessToken);
        if (request.RequestUri!.Host == new Uri(settings.GraphBaseUrl).Host)
        {
            // Not on a medium's address: that is signed already.
            request.RequestUri = WithProof(request.RequestUri, settings);
        }

        return base.SendAsync(request, cancellationToken);
    }

    internal static string Proof(WhatsAppOptions settings) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.AppSecret), Encoding.UTF8.GetBytes(settings.AccessToken)));

    private static Uri WithProof(Uri address, WhatsAppOptions settings) =>
        new($"{address.AbsoluteUri}{(address.Query.Length == 0 ? '?' : '&')}appsecret_proof={Proof(settings)}");
}
