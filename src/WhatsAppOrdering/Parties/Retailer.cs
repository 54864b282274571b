using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>A shop as one wholesaler knows it.</summary>
public sealed class Retailer
{
    public required WholesalerId WholesalerId { get; init; }

    public required RetailerId Id { get; init; }

    public required string Name { get; set; }

    public RetailerStatus Status { get; set; }

    /// <summary>When the status was last changed, by whom and why; null when it never was.</summary>
    public DateTimeOffset? StatusAt { get; set; }

    public string? StatusBy { get; set; }

    public string? StatusReason { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

public enum RetailerStatus
{
    Active,
    Suspended,
}

internal sealed class RetailerTable : IEntityTypeConfiguration<Retailer>
{
    public void Configure(EntityTypeBuilder<Retailer> builder)
    {
        builder.ToTable("retailer").HasKey(retailer => new { retailer.WholesalerId, retailer.Id });
        builder.Property(retailer => retailer.CreatedAt).ValueGeneratedOnAdd();
    }
}
