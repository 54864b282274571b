using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Chooses route and words of a claimed reply, makes its file if it has one, and posts it. No transaction is open meanwhile.</summary>
public sealed partial class PostReply(
    ReplyRoute route, MessageSender sender, ReadMarks marks, MediaUpload upload, IEnumerable<IReplyAttachment> attachments, ILogger<PostReply> log)
{
    public async Task<SendOutcome> ExecuteAsync(OutboxClaim claim, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(claim);
        OutboundMessage? message;
        try
        {
            message = route.Choose(claim);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogUnrenderable(error, claim.Row.Id, claim.Row.Reply);
            return SendOutcome.Refused.Here($"The reply could not be rendered: {error.GetType().Name}.");
        }

        if (message is OutboundMessage.Text words && attachments.FirstOrDefault(file => file.Reply == claim.Row.Reply) is { } attachment)
        {
            var (withFile, hindrance) = await AttachAsync(claim.Row, words, attachment, ct);
            if (hindrance is not null)
            {
                return hindrance;
            }

            message = withFile;
        }

        await marks.SettledAsync(claim.Row.PersonKey);
        return message is null
            ? SendOutcome.Refused.Here("The 24-hour window is closed and this reply has no approved template.")
            : await sender.SendAsync(
                claim.Row.PhoneNumberId, claim.To, message, claim.Token.ToString(), ct);
    }

    private async Task<(OutboundMessage Message, SendOutcome? Hindrance)> AttachAsync(
        OutboxRow row, OutboundMessage.Text words, IReplyAttachment attachment, CancellationToken ct)
    {
        if (await attachment.MakeAsync(row, ct) is not { Fits: true } file)
        {
            return (words, null);
        }

        var (id, hindrance) = await upload.UploadAsync(row.PhoneNumberId, file, ct);
        return id is null ? (words, hindrance) : (file.As(id, TextLimits.Cut(words.Body, TextLimits.Caption)), null);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) could not be rendered.")]
    private partial void LogUnrenderable(Exception error, long row, string reply);
}
