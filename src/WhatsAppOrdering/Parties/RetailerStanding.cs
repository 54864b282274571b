using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Parties;

/// <summary>One suspension of a shop, or its end. Only the database function <c>retailer_stand</c> writes it, under the lock of the shop's lines.</summary>
public sealed class RetailerStanding
{
    public required WholesalerId WholesalerId { get; init; }

    public required RetailerId RetailerId { get; init; }

    public required int Seq { get; init; }

    public required RetailerStatus Status { get; init; }

    public required string Actor { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class RetailerStandingTable : IEntityTypeConfiguration<RetailerStanding>
{
    public void Configure(EntityTypeBuilder<RetailerStanding> builder) =>
        builder.ToTable("retailer_standing").HasKey(one => new { one.WholesalerId, one.RetailerId, one.Seq });
}
