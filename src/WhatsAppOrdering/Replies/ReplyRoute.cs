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
        using var facts = JsonDocument.Parse(claim.Row.Facts);
        var context = new RenderContext(claim.TimeZone, claim.Row.PersonId.Value, tokens, time.GetUtcNow());
        return claim.FreeForm
            ? renderer.RenderFreeForm(claim.Row.Reply, claim.Language, facts.RootElement, context)
            : renderer.RenderTemplate(claim.Row.Reply, claim.Language, facts.RootElement, context);
    }
}
