using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>A credit line, for reading: only the database's functions write it.</summary>
public sealed class CreditLine
{
    public required WholesalerId WholesalerId { get; init; }

    public required CreditLineId Id { get; init; }

    public required RetailerId RetailerId { get; init; }

    public required string Currency { get; init; }

    public short CurrencyDigits { get; init; }

    public decimal LimitAmount { get; init; }

    public decimal? TemporaryLimit { get; init; }

    public DateTimeOffset? TemporaryFrom { get; init; }

    public DateTimeOffset? TemporaryUntil { get; init; }

    public decimal? OrderMaximum { get; init; }

    public required string Status { get; init; }

    public string? HoldReason { get; init; }

    public int TermsDays { get; init; }

    public int GraceDays { get; init; }

    /// <summary>What the shop owes plus what its unconfirmed orders hold.</summary>
    public decimal Used { get; init; }

    public decimal Held { get; init; }

    public long Seq { get; init; }

    public required byte[] Hash { get; init; }

    public DateTimeOffset LastAt { get; init; }

    public string? FrozenReason { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class CreditLineTable : IEntityTypeConfiguration<CreditLine>
{
    public void Configure(EntityTypeBuilder<CreditLine> builder) =>
        builder.ToTable("credit_line").HasKey(line => new { line.WholesalerId, line.Id });
}
