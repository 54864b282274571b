using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Webhooks;

/// <summary>One item of a webhook as it came: what Meta was told that we have.</summary>
public sealed class InboxMessage
{
    public required string PhoneNumberId { get; init; }

    /// <summary>The wamid, or the SHA-256 of the bytes of an item without an id.</summary>
    public required string DedupeKey { get; init; }

    public long Arrival { get; init; }

    public PersonId? PersonId { get; init; }

    public required string Kind { get; init; }

    public required string Field { get; init; }

    public string? Type { get; init; }

    /// <summary>Meta's timestamp of the message.</summary>
    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public required byte[] Raw { get; init; }

    public InboxState State { get; set; }

    public string? Reason { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    public Guid? LeaseOwner { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }

    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>One more failure: later again, or, after the last one, to the dead letters.</summary>
    /// <returns>True when it is dead now.</returns>
    public bool Fail(string reason, DateTimeOffset now)
    {
        Attempts++;
        Reason = reason;
        LeaseOwner = null;
        LeasedUntil = null;
        NextAttemptAt = now + TimeSpan.FromSeconds(Math.Pow(2, Attempts));
        if (Attempts < MaxAttempts)
        {
            return false;
        }

        State = InboxState.Dead;
        HandledAt = now;
        return true;
    }

    private const int MaxAttempts = 5;
}

/// <summary>Waiting for a turn; Handled by one; Dead: given up after its attempts; Kept: stored, nothing to answer.</summary>
public enum InboxState
{
    Waiting,
    Handled,
    Dead,
    Kept,
}

/// <summary>One delivery status as it came.</summary>
public sealed class InboxStatus
{
    public required string PhoneNumberId { get; init; }

    public required string DedupeKey { get; init; }

    public long Arrival { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public required byte[] Raw { get; init; }

    public InboxState State { get; set; }

    public string? Reason { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    public DateTimeOffset? HandledAt { get; set; }
}

internal sealed class InboxTable : IEntityTypeConfiguration<InboxMessage>, IEntityTypeConfiguration<InboxStatus>
{
    public void Configure(EntityTypeBuilder<InboxMessage> builder)
    {
        builder.ToTable("inbox_message").HasKey(message => new { message.PhoneNumberId, message.DedupeKey });
        builder.Property(message => message.Arrival).UseIdentityAlwaysColumn();
    }

    public void Configure(EntityTypeBuilder<InboxStatus> builder)
    {
        builder.ToTable("inbox_status").HasKey(status => new { status.PhoneNumberId, status.DedupeKey });
        builder.Property(status => status.Arrival).UseIdentityAlwaysColumn();
    }
}
