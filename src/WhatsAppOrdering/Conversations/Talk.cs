using WhatsAppOrdering.Data;
using WhatsAppOrdering.Ordering;
using WhatsAppOrdering.Parties;
using WhatsAppOrdering.Replies;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>One turn's state: who speaks, under whose lock, and what is to be said at its end.</summary>
public sealed class Talk(Conversation conversation, Person person, IReadOnlyList<Membership> memberships, DateTimeOffset now)
{
    private readonly Guid _cartBefore = conversation.CartId;
    private readonly IReadOnlyList<CartLine> _linesBefore = conversation.Lines;

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

    /// <summary>The cart's lines when the turn began; none when this is another cart.</summary>
    public IReadOnlyList<CartLine> LinesBefore => conversation.CartId == _cartBefore ? _linesBefore : [];

    /// <param name="also">What is to be said with it besides.</param>
    public void ShowCart(Membership buyer, Func<CartShow, CartShow>? also = null)
    {
        var show = (Show ?? new CartShow(buyer, Message.DedupeKey)) with { Buyer = buyer, InReplyTo = Message.DedupeKey, IsSameAgain = false };
        Show = also is null ? show : also(show);
    }

    /// <summary>For a turn that ended with something else to say than the cart.</summary>
    public void DropCartShow() => Show = null;

    /// <summary>The one direct answer to the message at hand.</summary>
    public void Answer(Outbox outbox, string reply, object facts, WholesalerId? wholesaler = null, OrderId? order = null) =>
        outbox.Add(conversation.Key, reply, facts, wholesaler, order, Message.DedupeKey);
}

/// <summary>That the cart is to be shown, to whom, in answer to which message, and what is to be said with it.</summary>
public sealed record CartShow(Membership Buyer, string InReplyTo)
{
    /// <summary>What was not understood.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>What was asked about and is given up.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>What the credit does not reach for.</summary>
    public IReadOnlyList<string> OverCredit { get; init; } = [];

    /// <summary>What an order has no room for.</summary>
    public IReadOnlyList<string> TooMany { get; init; } = [];

    public IReadOnlyList<PriceChange> PriceChanges { get; init; } = [];

    /// <summary>What costs another price than in the order that is repeated.</summary>
    public IReadOnlyList<PriceFact> NewPrices { get; init; } = [];

    public bool Repriced { get; init; }

    /// <summary>The button was under an older version.</summary>
    public bool IsOlder { get; init; }

    /// <summary>The yes or no was not to what is shown now.</summary>
    public bool IsLate { get; init; }

    /// <summary>The message said once more what is in the cart.</summary>
    public bool IsSameAgain { get; init; }
}
