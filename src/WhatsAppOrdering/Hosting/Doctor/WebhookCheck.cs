using System.Net;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Hosting.Doctor;

/// <summary>Knocks at our own webhook as Meta would, and as a forger would.</summary>
internal static class WebhookCheck
{
    private const string What = "webhook";

    public static async Task<Finding> RunAsync(HttpClient http, WhatsAppOptions settings, CancellationToken ct)
    {
        if (!Uri.TryCreate(settings.WebhookUrl, UriKind.Absolute, out var address))
        {
            return Finding.Warn(What, "WhatsApp:WebhookUrl is not set, so it was not tried", "set it to the address that the app's dashboard has");
        }

        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            return Finding.Bad(What, "is not https", "Meta calls https only, with a certificate that an authority has signed");
        }

        try
        {
            const string Challenge = "1158201444";
            using var verified = await http.GetAsync(Query(address, settings.VerifyToken, Challenge), ct);
            if (verified.StatusCode != HttpStatusCode.OK || await verified.Content.ReadAsStringAsync(ct) != Challenge)
            {
                return Finding.Bad(What, $"does not echo the challenge (HTTP {(int)verified.StatusCode})", "the service there must run with this WhatsApp:VerifyToken");
            }

            using var stranger = await http.GetAsync(Query(address, settings.VerifyToken + "x", Challenge), ct);
            using var unsigned = await http.PostAsync(address, new StringContent("{}"), ct);
            return stranger.StatusCode == HttpStatusCode.Forbidden && unsigned.StatusCode == HttpStatusCode.Unauthorized
                ? Finding.Good(What, "reachable, verified, and closed to strangers")
                : Finding.Bad(What, $"lets strangers in (HTTP {(int)stranger.StatusCode}, {(int)unsigned.StatusCode})", "something else answers there; compare the address");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return Finding.Bad(What, $"cannot be reached: {error.Message}", "start the service, open the way to it, and mend its certificate");
        }
    }

    private static Uri Query(Uri address, string token, string challenge) =>
        new($"{address}?hub.mode=subscribe&hub.verify_token={Uri.EscapeDataString(token)}&hub.challenge={challenge}");
}
