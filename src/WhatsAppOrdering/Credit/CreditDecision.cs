using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>What was asked under one key, and the answer as it was given.</summary>
public sealed class CreditDecision
{
    public required WholesalerId WholesalerId { get; init; }

    public required string Scope { get; init; }

    public required string Key { get; init; }

    public required string Operation { get; init; }

    public required byte[] BodyHash { get; init; }

    public required CreditLineId LineId { get; init; }

    public required OrderId OrderId { get; init; }

    public string? Answer { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Money that came in from a shop, by its external reference.</summary>
public sealed class Payment
{
    public required WholesalerId WholesalerId { get; init; }

    public required Guid Id { get; init; }

    public required CreditLineId LineId { get; init; }

    public required string Reference { get; init; }

    public decimal Amount { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }
}

internal sealed class CreditDecisionTable : IEntityTypeConfiguration<CreditDecision>, IEntityTypeConfiguration<Payment>
{
    public void Configure(EntityTypeBuilder<CreditDecision> builder) =>
        builder.ToTable("credit_decision").HasKey(decision => new { decision.WholesalerId, decision.Scope, decision.Key });

    public void Configure(EntityTypeBuilder<Payment> builder) =>
        builder.ToTable("payment").HasKey(payment => new { payment.WholesalerId, payment.Id });
}
