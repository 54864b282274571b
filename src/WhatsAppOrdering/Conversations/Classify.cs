using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Tells beforehand whether a message will lock an order or a credit line and so needs a transaction of its own.</summary>
public sealed class Classify(ButtonTokens tokens)
{
    private static readonly CatalogIndex NoProducts = CatalogIndex.Build(new CatalogSnapshot("XXX", []));
    private static readonly DialogueContext AskedForYes = new("en", [], Awaiting.Confirmation);

    /// <summary>A yes that turns out to lock nothing only costs a transaction; the other way round does not happen.</summary>
    public bool LocksOrderOrLine(InboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var inbound = InboundMessage.Read(message.Raw);
        if (inbound.ReplyToken is { } token)
        {
            return tokens.Read(token, message.PersonId!.Value.Value) is { } read && read.Action is
                ButtonAction.ConfirmCart or ButtonAction.ConfirmOrder or ButtonAction.RejectOrder or ButtonAction.CancelOrder;
        }

        return inbound.Text is { } text && Interpreter.Interpret(text, NoProducts, AskedForYes).Intent == Intent.Confirm;
    }
}
