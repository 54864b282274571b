using WhatsAppOrdering.Data;
using WhatsAppOrdering.Replies;

namespace WhatsAppOrdering.Conversations;

/// <summary>
/// What a tap does, in either of its shapes. The signed token says what was shown to whom; a forged, forwarded or
/// outdated one is answered and changes nothing.
/// </summary>
public sealed class Taps(ButtonTokens tokens, ShopTaps shops, ApproverTaps approvers, RetailerAnswers answers, Outbox outbox)
{
    public async Task HandleAsync(Talk talk, string text, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        if (tokens.Read(text, talk.Person.Id.Value) is not { } token || !await TryAsync(talk, token, ct))
        {
            talk.Answer(outbox, ReplyNames.TapInvalid, new { });
        }
    }

    private async Task<bool> TryAsync(Talk talk, ButtonToken token, CancellationToken ct)
    {
        switch (token.Action)
        {
            case ButtonAction.ConfirmOrder or ButtonAction.RejectOrder or ButtonAction.ApproveOrder or ButtonAction.DeclineOrder or ButtonAction.RaiseLimit
                or ButtonAction.TrustLink or ButtonAction.DistrustLink when talk.ApprovesAt(new WholesalerId(token.Wholesaler)):
                await approvers.HandleAsync(talk, token, ct);
                return true;
            case ButtonAction.ChooseLanguage when ReplyLanguage.Find(token.Subject) is { } language:
                await answers.SpeakAsync(talk, language, ct);
                return true;
            case ButtonAction.TalkToPerson when talk.BuyerAt(new WholesalerId(token.Wholesaler)) is { } buyer:
                await answers.AskForPersonAsync(talk, buyer, text: null, ct);
                return true;
            default:
                return await shops.HandleAsync(talk, token, ct);
        }
    }
}
