using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Replies;

/// <summary>Something we owe to say: to whom, which reply, and the facts fixed when it was decided. Never words or route.</summary>
public sealed class OutboxRow
{
    public required string PhoneNumberId { get; init; }

    /// <summary>Also the order in which one person's replies leave.</summary>
    public long Id { get; init; }

    public required PersonId PersonId { get; init; }

    public required string Reply { get; init; }

    public WholesalerId? WholesalerId { get; init; }

    public OrderId? OrderId { get; init; }

    /// <summary>The inbound message that this answers directly; unique, so that none is answered twice.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>JSON object.</summary>
    public required string Facts { get; init; }

    public required Repeat Repeat { get; init; }

    public OutboxState State { get; set; }

    public int Attempt { get; set; }

    /// <summary>Attempts that failed through no fault of this reply's: throttled, or the account in trouble.</summary>
    public int Excused { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>Free-form was refused although our clock said that the window was open.</summary>
    public bool TemplateOnly { get; set; }

    /// <summary>Set when the template of the person's own language cannot be used.</summary>
    public string? TemplateLanguage { get; set; }

    /// <summary>free-form or template, as last sent.</summary>
    public string? Route { get; set; }

    public string? Wamid { get; set; }

    public int? ErrorCode { get; set; }

    public string? Error { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    public DateTimeOffset? ReadAt { get; set; }

    public DateTimeOffset? FailedAt { get; set; }

    public string? PriceCategory { get; set; }

    public string? PriceType { get; set; }

    /// <summary>What became of a request that could not be delivered: asked the next approver, nobody is left, or no longer needed.</summary>
    public Escalation? Escalation { get; set; }

    /// <summary>The reply in whose bubble this one went along.</summary>
    public long? MergedInto { get; set; }

    public PersonKey PersonKey => new(PhoneNumberId, PersonId);
}

/// <summary>
/// Waiting ▸ Sending ▸ Accepted ▸ Sent ▸ Delivered ▸ Read; Ambiguous: nobody knows whether Meta got it;
/// Failed: Meta says no, and it is not tried again; Dead: given up without an answer of Meta's; Merged: went along in
/// another's bubble.
/// </summary>
public enum OutboxState
{
    Waiting,
    Sending,
    Ambiguous,
    Accepted,
    Sent,
    Delivered,
    Read,
    Failed,
    Dead,
    Merged,
}

/// <summary>The fate of a request that reached nobody.</summary>
public enum Escalation
{
    NextApprover,
    Nobody,
    TooLate,
}

/// <summary>Whether a second copy does harm: decides what becomes of a send whose outcome is unknown.</summary>
public enum Repeat
{
    Harmless,
    Never,
}

internal sealed class OutboxTable : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> builder)
    {
        builder.ToTable("outbox").HasKey(row => new { row.PhoneNumberId, row.Id });
        builder.Property(row => row.Id).UseIdentityAlwaysColumn();
        builder.Property(row => row.Facts).HasColumnType("jsonb");
        builder.Property(row => row.Repeat).HasConversion(
            repeat => repeat == Repeat.Harmless ? "harmless" : "never",
            text => text == "harmless" ? Repeat.Harmless : Repeat.Never);
        builder.Property(row => row.CreatedAt).ValueGeneratedOnAdd();
        builder.Ignore(row => row.PersonKey);
    }
}
