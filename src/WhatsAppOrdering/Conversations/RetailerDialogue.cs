using WhatsAppOrdering.Parties;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>What a shop's message is, and who takes it: taps are <see cref="Taps"/>', words <see cref="RetailerWords"/>'.</summary>
public sealed class RetailerDialogue(WholesalerChoice wholesalers, CatalogCarts catalogCarts, SecondThoughts secondThoughts, Unread unread, RetailerWords words)
{
    public async Task HandleAsync(Talk talk, InboundMessage inbound, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(talk);
        ArgumentNullException.ThrowIfNull(inbound);
        if (await wholesalers.MeantAsync(talk, inbound.Words, ct) is not { } buyer)
        {
            return;
        }

        switch (inbound.Content)
        {
            case InboundContent.Order order:
                await catalogCarts.AddAsync(talk, buyer, inbound, order, ct);
                break;
            case InboundContent.Revoke revoke:
                await secondThoughts.RevokedAsync(talk, buyer, revoke, ct);
                break;
            case InboundContent.Edit edit:
                if (await secondThoughts.EditedAsync(talk, buyer, edit, ct) is { } anew)
                {
                    await words.HandleAsync(talk, buyer, anew, inbound, ct);
                }

                break;
            default:
                if (await unread.WordsOfAsync(talk, buyer, inbound, ct) is { } text)
                {
                    await words.HandleAsync(talk, buyer, text, inbound, ct);
                }

                break;
        }
    }
}
