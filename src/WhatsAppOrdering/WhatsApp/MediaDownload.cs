using System.Net;
using Microsoft.Extensions.Options;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>
/// Fetches what somebody sent (Meta's "Media"): its id tells an address, and the address gives the file to whoever holds the
/// token. Neither is kept: the address lives five minutes, and an id that came by webhook seven days.
/// </summary>
public sealed class MediaDownload(ICloudApi api, IHttpClientFactory clients, IOptionsMonitor<WhatsAppOptions> options, TimeProvider time)
{
    /// <summary>The answer with the file, its headers read and its body still to come; the caller disposes it.</summary>
    /// <returns>Null when Meta has no such medium (any more).</returns>
    /// <exception cref="MetaRefusedException">Meta says no, or says something else.</exception>
    /// <exception cref="HttpRequestException">Meta cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">Meta did not answer within <see cref="WhatsAppOptions.SendTimeout"/>.</exception>
    public async Task<HttpResponseMessage?> OpenAsync(string mediaId, CancellationToken ct)
    {
        var settings = options.CurrentValue;
        using var deadline = new CancellationTokenSource(settings.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        if (await AddressAsync(settings, mediaId, either.Token) is not { } address)
        {
            return null;
        }

        // The address is anywhere, and needs the bearer token too. A film is passed on as it comes, not gathered first.
        var answer = await clients.CreateClient(nameof(ICloudApi)).GetAsync(address, HttpCompletionOption.ResponseHeadersRead, either.Token);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            return IsGone(answer.StatusCode) ? null : throw new MetaRefusedException((int)answer.StatusCode, error: null);
        }
    }

    private async Task<Uri?> AddressAsync(WhatsAppOptions settings, string mediaId, CancellationToken ct)
    {
        try
        {
            var node = await MetaAnswer.ReadAsync(api.ReadAsync(settings.GraphVersion, mediaId, "url", ct), ct);
            return Uri.TryCreate(node.Text("url"), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;
        }
        catch (MetaRefusedException refused) when (refused.Error is { Code: 100 or 33 } || IsGone((HttpStatusCode)refused.Status))
        {
            // "Object does not exist": that is what an id becomes when its days are over.
            return null;
        }
    }

    private static bool IsGone(HttpStatusCode status) => status is HttpStatusCode.NotFound or HttpStatusCode.Gone;
}
