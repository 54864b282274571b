using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>One item of what is owed, for reading: payments settle the oldest first.</summary>
public sealed class Debt
{
    public required WholesalerId WholesalerId { get; init; }

    public required CreditLineId LineId { get; init; }

    /// <summary>Of the ledger entry that made it.</summary>
    public long Seq { get; init; }

    public OrderId? OrderId { get; init; }

    public decimal Amount { get; init; }

    public decimal Open { get; init; }

    public DateTimeOffset Since { get; init; }

    /// <summary>Null while the goods are not there yet.</summary>
    public DateTimeOffset? DueAt { get; init; }
}

internal sealed class DebtTable : IEntityTypeConfiguration<Debt>
{
    public void Configure(EntityTypeBuilder<Debt> builder) =>
        builder.ToTable("debt").HasKey(debt => new { debt.WholesalerId, debt.LineId, debt.Seq });
}
