using System.Collections.Frozen;
using Microsoft.AspNetCore.Mvc;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// A picture or voice note, passed on from Meta after the transaction has ended. A stranger made it: whatever a browser might
/// run is given as a file to save, and nothing of it runs in our name.
/// </summary>
internal sealed partial class MediaResult(Guid note, string mediaId, string? mimeType) : IActionResult
{
    private static readonly FrozenSet<string> shown = new[]
    {
        "image/jpeg", "image/png", "image/webp", "audio/aac", "audio/amr", "audio/mp4", "audio/mpeg", "audio/ogg", "video/mp4", "video/3gpp", "application/pdf",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        HttpResponseMessage? file;
        try
        {
            file = await http.RequestServices.GetRequiredService<MediaDownload>().OpenAsync(mediaId, http.RequestAborted);
        }
        catch (Exception failed) when (failed is MetaRefusedException or HttpRequestException or IOException or OperationCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(http.RequestServices.GetRequiredService<ILogger<MediaResult>>(), failed, note);
            await Answer(ApiAnswer.Refused(ApiCodes.MetaUnavailable, "Meta did not give the file just now. Ask again in a moment.")).ExecuteResultAsync(context);
            return;
        }

        if (file is null)
        {
            await Answer(ApiAnswer.Refused(ApiCodes.NotFound, "Meta does not have the file any more: it keeps them for seven days.")).ExecuteResultAsync(context);
            return;
        }

        using (file)
        {
            await PassOnAsync(file, http);
        }
    }

    private async Task PassOnAsync(HttpResponseMessage file, HttpContext http)
    {
        // "audio/ogg; codecs=opus": the kind is what comes first.
        var kind = mimeType?.Split(';')[0].Trim() ?? "";
        var isShown = shown.Contains(kind);
        var response = http.Response;
        response.ContentType = isShown ? kind : "application/octet-stream";
        response.ContentLength = file.Content.Headers.ContentLength;
        response.Headers.ContentDisposition = $"{(isShown ? "inline" : "attachment")}; filename=\"note-{note:N}\"";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        response.Headers.CacheControl = "private, no-store";
        await file.Content.CopyToAsync(response.Body, http.RequestAborted);
    }

    private static ApiResult Answer(ApiAnswer answer) => ApiResult.Of(answer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The medium of office note {Note} could not be fetched from Meta.")]
    private static partial void LogFailed(ILogger log, Exception failed, Guid note);
}
