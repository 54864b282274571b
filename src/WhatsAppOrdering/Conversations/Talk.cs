using WhatsAppOrdering.Data;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>One turn's state: who speaks, under whose lock, and what is to be said at its end.</summary>
public sealed class Talk(Conversation conversation, Person person, IReadOnlyList<Membership> memberships, DateTimeOffset now)
{
    public Conversation Conversation => conversation;

    public Person Person => person;

    /// <summary>The moment of the turn by the database's clock.</summary>
    public DateTimeOffset Now => now;

    public string Actor => $"person:{person.Id.Value}";

    public IEnumerable<Membership> Buyers => memberships.Where(member => member is { Role: Role.Buyer, QuarantinedAt: null });

    public IEnumerable<Membership> Approvers => memberships.Where(member => member is { Role: Role.Approver, QuarantinedAt: null });

    /// <summary>Roles that are held back until the wholesaler says that it is still the same person.</summary>
    public IEnumerable<Membership> Quarantined => memberships.Where(member => member.QuarantinedAt is not null);

    public IReadOnlyList<Membership> Memberships => memberships;

    /// <summary>The message that is being answered.</summary>
    public required InboxMessage Message { get; set; }

    /// <summary>The cart is shown once, at the end of the turn, however many messages changed it.</summary>
    public CartShow? Show { get; private set; }

    public Membership? BuyerAt(WholesalerId wholesaler) => Buyers.FirstOrDefault(member => member.WholesalerId == wholesaler);

    public bool ApprovesAt(WholesalerId wholesaler) => Approvers.Any(member => member.WholesalerId == wholesaler);

    public void ShowCart(Membership buyer, IReadOnlyList<string> unknown, bool repriced = false, IReadOnlyList<PriceChange>? priceChanges = null) =>
        Show = new CartShow(
            buyer, Message.DedupeKey,
            [.. Show?.Unknown ?? [], .. unknown],
            repriced || Show is { Repriced: true }, [.. Show?.PriceChanges ?? [], .. priceChanges ?? []]);

    /// <summary>For a turn that ended with something else to say than the cart.</summary>
    public void DropCartShow() => Show = null;

    /// <summary>The one direct answer to the message at hand.</summary>
    public void Answer(Outbox outbox, string reply, object facts, WholesalerId? wholesaler = null, OrderId? order = null) =>
        outbox.Add(conversation.Key, reply, facts, wholesaler, order, Message.DedupeKey);
}

/// <summary>That the cart is to be shown, to whom, in answer to which message, and what of it was not understood.</summary>
public sealed record CartShow(
    Membership Buyer, string InReplyTo, IReadOnlyList<string> Unknown, bool Repriced, IReadOnlyList<PriceChange> PriceChanges);
