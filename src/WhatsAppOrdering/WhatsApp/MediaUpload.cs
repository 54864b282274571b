using Microsoft.Extensions.Options;
using Refit;

namespace WhatsAppOrdering.WhatsApp;

/// <summary>Gives Meta a file to send (Meta's "Media": an uploaded id lives 30 days; pictures to 5 MB, documents to 100 MB).</summary>
public sealed class MediaUpload(ICloudApi api, IOptionsMonitor<WhatsAppOptions> options, TimeProvider time)
{
    /// <returns>The medium's id, or what hindered: an upload that nobody knows about does no harm, so it can be tried again.</returns>
    public async Task<(string? Id, SendOutcome? Hindrance)> UploadAsync(string phoneNumberId, MediaFile file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        var settings = options.CurrentValue;
        using var deadline = new CancellationTokenSource(settings.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            var answer = await MetaAnswer.ReadAsync(
                api.UploadMediaAsync(settings.GraphVersion, phoneNumberId, "whatsapp", new ByteArrayPart(file.Bytes.ToArray(), file.Name, file.MimeType), either.Token), either.Token);
            return answer.Text("id") is { } id ? (id, null) : (null, new SendOutcome.NotSent("The upload was answered without an id."));
        }
        catch (MetaRefusedException refused) when (refused.Error is { Code: { } code } error)
        {
            return (null, new SendOutcome.Refused(code, error.Details ?? refused.Message, ErrorPolicy.For(error, refused.Status), error.TraceId));
        }
        catch (Exception failed) when (failed is MetaRefusedException or HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return (null, new SendOutcome.NotSent($"The upload failed: {failed.GetType().Name}."));
        }
    }
}

/// <summary>A file to send: what Meta shows as a picture goes as one, everything else as a document.</summary>
public sealed record MediaFile(ReadOnlyMemory<byte> Bytes, string MimeType, string Name)
{
    private const int MostOfPicture = 5 * 1024 * 1024;
    private const int MostOfDocument = 100 * 1024 * 1024;

    public bool IsPicture => MimeType is "image/jpeg" or "image/png";

    /// <summary>Whether Meta takes so much of this kind.</summary>
    public bool Fits => Bytes.Length <= (IsPicture ? MostOfPicture : MostOfDocument);

    public OutboundMessage As(string mediaId, string caption) =>
        IsPicture ? new OutboundMessage.Image(mediaId, caption) : new OutboundMessage.Document(mediaId, Name, caption);
}
