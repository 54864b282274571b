using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Credit;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>An order on credit. It exists once it holds credit (or asks for approval); before, it is a cart.</summary>
public sealed class Order
{
    public required WholesalerId WholesalerId { get; init; }

    public required OrderId Id { get; init; }

    /// <summary>The label people use; unique per wholesaler, gaps are fine.</summary>
    public required long Number { get; init; }

    public required RetailerId RetailerId { get; init; }

    public required CreditLineId LineId { get; init; }

    public required OrderStatus Status { get; set; }

    public int Version { get; set; } = 1;

    public required string Currency { get; init; }

    public required decimal Total { get; set; }

    /// <summary>What was confirmed, when that was not all.</summary>
    public decimal? ConfirmedTotal { get; set; }

    /// <summary>What was delivered, when that was not all.</summary>
    public decimal? DeliveredTotal { get; set; }

    /// <summary>What the order comes to now.</summary>
    public decimal Amount => DeliveredTotal ?? ConfirmedTotal ?? Total;

    public required string Channel { get; init; }

    public string? PhoneNumberId { get; init; }

    public PersonId? PlacedBy { get; init; }

    public Guid? CartId { get; init; }

    public int? CartVersion { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The outer bound of <see cref="ExpiresAt"/>, however late the wholesaler's request is delivered.</summary>
    public required DateTimeOffset MaxHoldUntil { get; init; }

    public DateTimeOffset? ExpiryExtendedAt { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public string? DecidedBy { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    /// <summary>The number of the last price rise that was offered; 0 before any.</summary>
    public int Offer { get; set; }

    /// <summary>The number of the price rise that waits for the shop's yes; null when none does.</summary>
    public int? OpenOffer => Status == OrderStatus.Placed && Lines.Exists(line => line.OfferedPrice is not null) ? Offer : null;

    public List<OrderLine> Lines { get; init; } = [];

    public List<OrderTransition> Transitions { get; init; } = [];

    public OrderCredit Credit => new(WholesalerId, LineId, Id, Version, Status.ToString());

    public PersonKey? Buyer => PlacedBy is { } person && PhoneNumberId is { } number ? new PersonKey(number, person) : null;
}

/// <summary>One line of an order, with the price it was ordered at.</summary>
public sealed class OrderLine
{
    public required WholesalerId WholesalerId { get; init; }

    public required OrderId OrderId { get; init; }

    public required int Position { get; init; }

    public required string Sku { get; init; }

    public required string Name { get; init; }

    public required decimal Quantity { get; init; }

    public required string Unit { get; init; }

    public required decimal UnitPrice { get; set; }

    /// <summary>As ordered.</summary>
    public required decimal Total { get; set; }

    /// <summary>A higher price that waits for the shop's yes.</summary>
    public decimal? OfferedPrice { get; set; }

    /// <summary>Null: as ordered, or not confirmed yet.</summary>
    public decimal? ConfirmedQuantity { get; set; }

    /// <summary>Null: as confirmed, or not delivered yet.</summary>
    public decimal? DeliveredQuantity { get; set; }

    public decimal QuantityNow => DeliveredQuantity ?? ConfirmedQuantity ?? Quantity;

    /// <summary>
    /// What so much of the line costs: its share of the total, to the currency's digits. The price of a unit is rounded
    /// (a kilogram of a bag of 30) and would come to something else.
    /// </summary>
    public decimal TotalOf(decimal quantity, int currencyDigits) =>
        quantity == Quantity ? Total : Money.Rounded(Total * quantity / Quantity, currencyDigits);
}

/// <summary>One change of an order's state: who, when by the database's clock, why.</summary>
public sealed class OrderTransition
{
    public required WholesalerId WholesalerId { get; init; }

    public required OrderId OrderId { get; init; }

    public required int Seq { get; init; }

    public OrderStatus? FromStatus { get; init; }

    public required OrderStatus ToStatus { get; init; }

    public required string Actor { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class OrderTable :
    IEntityTypeConfiguration<Order>, IEntityTypeConfiguration<OrderLine>, IEntityTypeConfiguration<OrderTransition>
{
    public void Configure(EntityTypeBuilder<Order> builder)
    {
        builder.ToTable("sales_order").HasKey(order => new { order.WholesalerId, order.Id });
        builder.Ignore(order => order.Credit).Ignore(order => order.Buyer).Ignore(order => order.Amount).Ignore(order => order.OpenOffer);
        builder.HasMany(order => order.Lines).WithOne().HasForeignKey(line => new { line.WholesalerId, line.OrderId });
        builder.HasMany(order => order.Transitions).WithOne().HasForeignKey(change => new { change.WholesalerId, change.OrderId });
    }

    public void Configure(EntityTypeBuilder<OrderLine> builder)
    {
        builder.ToTable("order_line").HasKey(line => new { line.WholesalerId, line.OrderId, line.Position });
        builder.Ignore(line => line.QuantityNow);
    }

    public void Configure(EntityTypeBuilder<OrderTransition> builder) =>
        builder.ToTable("order_transition").HasKey(change => new { change.WholesalerId, change.OrderId, change.Seq });
}
