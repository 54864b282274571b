using WhatsAppOrdering.Catalog;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Understanding;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;

namespace WhatsAppOrdering.Conversations;

/// <summary>Tells beforehand whether a message will lock an order or a credit line and so needs a transaction of its own.</summary>
public sealed class Classify(ButtonTokens tokens)
{
    private static readonly CatalogIndex NoProducts = CatalogIndex.Build(new CatalogSnapshot("XXX", []));
    private static readonly DialogueContext AskedForYes = new("en", [], Awaiting.Confirmation);
    private static readonly DialogueContext AskedWhetherToCancel = new("en", [], Awaiting.Cancellation);

    /// <summary>A yes that turns out to lock nothing only costs a transaction; the other way round does not happen.</summary>
    public bool LocksOrderOrLine(InboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var inbound = InboundMessage.Read(message.Raw);
        if (inbound.ReplyToken is { } token)
        {
            return tokens.Read(token, message.PersonId!.Value.Value) is { } read && !IsHarmless(read.Action);
        }

        return inbound.Words is { } text
            && (AsAnswer(text) == Intent.Confirm || Interpreter.Interpret(text, NoProducts, AskedWhetherToCancel).Intent == Intent.Cancel);
    }

    /// <summary>What a word would be as an answer to "shall I?".</summary>
    public static Intent AsAnswer(string text) => Interpreter.Interpret(text, NoProducts, AskedForYes).Intent;

    /// <summary>Only what certainly locks neither: an action that is new is alone until somebody has looked.</summary>
    private static bool IsHarmless(ButtonAction action) => action is
        ButtonAction.ChangeCart or ButtonAction.CancelCart or ButtonAction.KeepOrder or ButtonAction.ChangeOrder
        or ButtonAction.ChooseWholesaler or ButtonAction.ChooseProduct or ButtonAction.ChooseLanguage or ButtonAction.MoreWholesalers
        or ButtonAction.AddAgain or ButtonAction.ChangeLine or ButtonAction.Reorder
        or ButtonAction.FitCart or ButtonAction.TalkToPerson;
}
