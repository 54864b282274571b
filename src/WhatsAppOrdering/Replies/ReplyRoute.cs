using System.Text.Json;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Replies;

/// <summary>Chooses route and words at the moment of sending, from the facts alone. Pure but for the clock.</summary>
public sealed class ReplyRoute(ReplyRenderer renderer, ButtonTokens tokens, TimeProvider time)
{
    /// <returns>Null when only a template would do and the reply has none.</returns>
    public OutboundMessage? Choose(OutboxClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var context = ContextOf(claim);
        if (claim.Along.Count > 0)
        {
            return new OutboundMessage.Text(TextLimits.Cut(Joined(claim, context), TextLimits.Text));
        }

        return claim.FreeForm
            ? FreeForm(claim.Row, claim, context)
            : renderer.RenderTemplate(claim.Row.Reply, claim.Language, Facts(claim.Row), context);
    }

    /// <summary>True when the claim's texts can stand in one bubble uncut. One that cannot be put in words stands alone, where that is told.</summary>
    public bool FitsOneBubble(OutboxClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        try
        {
            return Joined(claim, ContextOf(claim)).Length <= TextLimits.Text;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return false;
        }
    }

    private string Joined(OutboxClaim claim, RenderContext context) =>
        string.Join("\n\n", new[] { claim.Row }.Concat(claim.Along).Select(row => ((OutboundMessage.Text)FreeForm(row, claim, context)).Body).Distinct());

    private RenderContext ContextOf(OutboxClaim claim) => new(claim.TimeZone, claim.Row.PersonId.Value, tokens, time.GetUtcNow(), claim.IsAbroad);

    private OutboundMessage FreeForm(OutboxRow row, OutboxClaim claim, RenderContext context) =>
        renderer.RenderFreeForm(row.Reply, claim.Language, Facts(row), context);

    private static JsonElement Facts(OutboxRow row) => JsonElement.Parse(row.Facts);
}
