using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>One entry of a line's append-only ledger, for reading.</summary>
public sealed class LedgerEntry
{
    public required WholesalerId WholesalerId { get; init; }

    public required Guid Id { get; init; }

    public required CreditLineId LineId { get; init; }

    public long Seq { get; init; }

    public required string Kind { get; init; }

    public decimal Amount { get; init; }

    public decimal UsedChange { get; init; }

    public decimal HeldChange { get; init; }

    public decimal UsedAfter { get; init; }

    public decimal HeldAfter { get; init; }

    public decimal LimitAt { get; init; }

    public OrderId? OrderId { get; init; }

    public int? OrderVersion { get; init; }

    public Guid? PaymentId { get; init; }

    public Guid? OverrideId { get; init; }

    public bool OverLimit { get; init; }

    public required string Actor { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset At { get; init; }

    public required byte[] PreviousHash { get; init; }

    public required byte[] Hash { get; init; }
}

internal sealed class LedgerEntryTable : IEntityTypeConfiguration<LedgerEntry>
{
    public void Configure(EntityTypeBuilder<LedgerEntry> builder) =>
        builder.ToTable("ledger_entry").HasKey(entry => new { entry.WholesalerId, entry.Id });
}
