using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;
using WhatsAppOrdering.Webhooks;

namespace WhatsAppOrdering.Conversations;

/// <summary>One person's dialogue with us: which wholesaler he speaks to, and his cart. Locked by every turn.</summary>
public sealed class Conversation
{
    private const int MostQuestions = 20;
    private static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(10);

    public required string PhoneNumberId { get; init; }

    public required PersonId PersonId { get; init; }

    /// <summary>The chosen one, when the person buys from several on this number.</summary>
    public WholesalerId? WholesalerId { get; set; }

    public Guid CartId { get; set; }

    /// <summary>Raised by every change and every refusal, so that a tap is bound to what was shown.</summary>
    public int CartVersion { get; set; } = 1;

    /// <summary>JSON: an array of <see cref="CartLine"/>.</summary>
    public string Cart { get; set; } = "[]";

    /// <summary>JSON: an array of <see cref="OpenQuestion"/>, the next one first.</summary>
    public string Questions { get; set; } = "[]";

    /// <summary>The placed order that the cart is meant to take the place of.</summary>
    public OrderId? ReplacesOrder { get; set; }

    /// <summary>When the cart was last shown.</summary>
    public DateTimeOffset? CartShownAt { get; set; }

    /// <summary>JSON: an <see cref="Conversations.Asked"/>; null for nothing.</summary>
    public string? LastAsked { get; set; }

    public DateTimeOffset? StrangerAnsweredAt { get; set; }

    public DateTimeOffset? FloodAnsweredAt { get; set; }

    public PersonKey Key => new(PhoneNumberId, PersonId);

    public IReadOnlyList<CartLine> Lines => JsonSerializer.Deserialize<List<CartLine>>(Cart, JsonSerializerOptions.Web)!;

    public IReadOnlyList<OpenQuestion> OpenQuestions => JsonSerializer.Deserialize<List<OpenQuestion>>(Questions, JsonSerializerOptions.Web)!;

    public Asked? Asked => LastAsked is null ? null : JsonSerializer.Deserialize<Asked>(LastAsked, JsonSerializerOptions.Web);

    /// <summary>From now on a yes or a no answers this; null: it answers the cart again.</summary>
    public void AskedLast(Asked? asked) => LastAsked = asked is null ? null : JsonSerializer.Serialize(asked, JsonSerializerOptions.Web);

    public void Ask(IEnumerable<OpenQuestion> questions) => Questions = JsonSerializer.Serialize(questions.Take(MostQuestions), JsonSerializerOptions.Web);

    public void Change(IReadOnlyList<CartLine> lines)
    {
        Cart = JsonSerializer.Serialize(lines, JsonSerializerOptions.Web);
        CartVersion++;
    }

    /// <summary>
    /// Whether who wrote this can have seen what he answers: the last question, or the cart as it is. Meta's times are whole
    /// seconds: within the second of the question it is the arrival that tells.
    /// </summary>
    public bool WasSeenBefore(InboxMessage answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return (Asked?.At ?? CartShownAt) is { } shown && answer.SentAt?.ToUnixTimeSeconds() is { } written
            && (written > shown.ToUnixTimeSeconds() || (written == shown.ToUnixTimeSeconds() && answer.ReceivedAt >= shown));
    }

    /// <summary>Whether it was on its way for minutes while the cart was shown, and came after that: nobody means it of this cart.</summary>
    public bool WasWrittenLongBefore(InboxMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return CartShownAt is { } shown && message.ReceivedAt > shown && message.SentAt < shown - LongAgo;
    }

    /// <summary>What was shown is no longer what a yes would mean: taps on it are old from now on.</summary>
    public void AskAnew() => CartVersion++;

    /// <summary>A cart of its own id, so that an order and its cart stay one to one.</summary>
    public void StartNewCart()
    {
        CartId = Guid.CreateVersion7();
        CartVersion = 1;
        Cart = "[]";
        ReplacesOrder = null;
        Questions = "[]";
        LastAsked = null;
    }
}

/// <summary>A line of a cart with the unit price that was last shown: a yes means that price, or it is asked again.</summary>
public sealed record CartLine(string Sku, decimal Quantity, string Unit, decimal UnitPrice);

internal sealed class ConversationTable : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("conversation").HasKey(conversation => new { conversation.PhoneNumberId, conversation.PersonId });
        builder.Property(conversation => conversation.Cart).HasColumnType("jsonb");
        builder.Property(conversation => conversation.Questions).HasColumnType("jsonb");
        builder.Property(conversation => conversation.LastAsked).HasColumnType("jsonb");
        builder.Ignore(conversation => conversation.Key).Ignore(conversation => conversation.Lines).Ignore(conversation => conversation.OpenQuestions)
            .Ignore(conversation => conversation.Asked);
    }
}
