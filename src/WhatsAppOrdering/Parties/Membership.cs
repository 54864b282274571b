using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>What a person is to a wholesaler: a shop's buyer, or an approver who confirms orders.</summary>
public sealed class Membership
{
    public required WholesalerId WholesalerId { get; init; }

    public required Guid Id { get; init; }

    public required string PhoneNumberId { get; init; }

    public required PersonId PersonId { get; init; }

    public required Role Role { get; init; }

    /// <summary>The buyer's shop; null for an approver.</summary>
    public RetailerId? RetailerId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nothing goes over this link: the person's number, user id or identity changed, and the wholesaler has not said that it is still him.</summary>
    public DateTimeOffset? QuarantinedAt { get; set; }

    public string? QuarantineReason { get; set; }

    /// <summary>How often that happened, so that the button that lifts one quarantine lifts no later one.</summary>
    public int Quarantines { get; set; }

    public PersonKey PersonKey => new(PhoneNumberId, PersonId);
}

public enum Role
{
    Buyer,
    Approver,
}

internal sealed class MembershipTable : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> builder)
    {
        builder.ToTable("membership").HasKey(membership => new { membership.WholesalerId, membership.Id });
        builder.Ignore(membership => membership.PersonKey);
        builder.Property(membership => membership.CreatedAt).ValueGeneratedOnAdd();
    }
}
