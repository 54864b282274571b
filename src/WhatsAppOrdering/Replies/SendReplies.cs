using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Root of sending: claims a person's oldest waiting reply in a short transaction, chooses route and words, posts outside
/// any transaction, stores the outcome in a second one, and goes on to the next.
/// </summary>
public sealed partial class SendReplies(
    Transactions transactions, ReplyRoute route, MessageSender sender, ReadMarks marks, MediaUpload upload, IEnumerable<IReplyAttachment> attachments,
    IIdentityWatch identities, ILogger<SendReplies> log)
{
    public async Task ExecuteAsync(PersonKey person, CancellationToken ct)
    {
        while (await transactions.RunAsync(Pool.Sending, (OutboxClaims claims, CancellationToken token) => claims.ClaimAsync(person, token), ct) is { } claim)
        {
            // Once claimed, a stop of the service waits for the answer: a send cut in the middle is one nobody knows about.
            var outcome = await PostAsync(claim, CancellationToken.None);
            if (outcome is SendOutcome.Refused { Code: ErrorPolicy.IdentityChanged })
            {
                await identities.ChangedAsync(person, CancellationToken.None);
            }

            var state = await transactions.RunAsync(Pool.Sending, (OutboxClaims claims, CancellationToken token) => claims.StoreAsync(claim, outcome, token), CancellationToken.None);
            if (outcome is SendOutcome.Refused { Treatment.Remedy: Remedy.UseOtherTemplate } template)
            {
                LogTemplateRefused(claim.Row.Reply, template.Code, template.TraceId);
            }

            if (state is OutboxState.Failed or OutboxState.Dead && outcome is SendOutcome.Refused refused)
            {
                LogGivenUp(claim.Row.Id, claim.Row.Reply, refused.Code, refused.TraceId);
            }
        }
    }

    private async Task<SendOutcome> PostAsync(OutboxClaim claim, CancellationToken ct)
    {
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) was given up: Meta's code {Code}, trace {Trace}.")]
    private partial void LogGivenUp(long row, string reply, int code, string? trace);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The template of {Reply} cannot be used: Meta's code {Code}, trace {Trace}. See `templates status`; outside the window it goes in English meanwhile, or not at all.")]
    private partial void LogTemplateRefused(string reply, int code, string? trace);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) could not be rendered.")]
    private partial void LogUnrenderable(Exception error, long row, string reply);
}
