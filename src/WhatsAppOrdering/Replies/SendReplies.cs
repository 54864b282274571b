using WhatsAppOrdering.Data;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// Root of sending: claims a person's oldest waiting reply in a short transaction, chooses route and words, posts outside
/// any transaction, stores the outcome in a second one, and goes on to the next.
/// </summary>
public sealed partial class SendReplies(
    Transactions transactions, ReplyRoute route, MessageSender sender, ILogger<SendReplies> log)
{
    public async Task ExecuteAsync(PersonKey person, CancellationToken ct)
    {
        while (await transactions.RunAsync(Pool.Sending, (services, token) => services.GetRequiredService<OutboxClaims>().ClaimAsync(person, token), ct) is { } claim)
        {
            // Once claimed, a stop of the service waits for the answer: a send cut in the middle is one nobody knows about.
            var outcome = await PostAsync(claim, CancellationToken.None);
            var state = await transactions.RunAsync(Pool.Sending, (services, token) => services.GetRequiredService<OutboxClaims>().StoreAsync(claim, outcome, token), CancellationToken.None);
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
            return new SendOutcome.Refused(0, $"The reply could not be rendered: {error.GetType().Name}.", Remedy.GiveUpOnMessage, null);
        }

        return message is null
            ? new SendOutcome.Refused(0, "The 24-hour window is closed and this reply has no approved template.", Remedy.GiveUpOnMessage, null)
            : await sender.SendAsync(
                claim.Row.PhoneNumberId, claim.To, message,
                $"{claim.Row.Id}.{claim.Row.Attempt}", ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) was given up: Meta's code {Code}, trace {Trace}.")]
    private partial void LogGivenUp(long row, string reply, int code, string? trace);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reply {Row} ({Reply}) could not be rendered.")]
    private partial void LogUnrenderable(Exception error, long row, string reply);
}
