using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>One of our WhatsApp numbers, by Meta's phone number id.</summary>
public sealed class PhoneNumber
{
    public required string Id { get; init; }

    public required string DisplayNumber { get; set; }
}

/// <summary>A number serves one wholesaler or several.</summary>
public sealed class PhoneNumberWholesaler
{
    public required string PhoneNumberId { get; init; }

    public required WholesalerId WholesalerId { get; init; }
}

internal sealed class PhoneNumberTable : IEntityTypeConfiguration<PhoneNumber>, IEntityTypeConfiguration<PhoneNumberWholesaler>
{
    public void Configure(EntityTypeBuilder<PhoneNumber> builder) =>
        builder.ToTable("phone_number").HasKey(number => number.Id);

    public void Configure(EntityTypeBuilder<PhoneNumberWholesaler> builder) =>
        builder.ToTable("phone_number_wholesaler").HasKey(link => new { link.PhoneNumberId, link.WholesalerId });
}
