using System.Security.Cryptography;
using System.Text.Json;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Ordering;

/// <summary>What is to be ordered, by whom, on which line, and under which key. Amounts are in the line's currency.</summary>
public sealed record PlaceRequest
{
    public required WholesalerId Wholesaler { get; init; }

    public required CreditLineId Line { get; init; }

    public required RetailerId Retailer { get; init; }

    public required string Currency { get; init; }

    public required IReadOnlyList<PricedLine> Lines { get; init; }

    public required string Scope { get; init; }

    public required string Key { get; init; }

    public required string Channel { get; init; }

    public required string Actor { get; init; }

    public PersonKey? Buyer { get; init; }

    public Guid? CartId { get; init; }

    public int? CartVersion { get; init; }

    /// <summary>When the credit refuses it and the wholesaler can cure that: ask him, instead of "no".</summary>
    public bool AskApproval { get; init; }

    /// <summary>The shop's own unconfirmed order whose place this one takes, if it is granted.</summary>
    public OrderId? Replaces { get; init; }

    /// <summary>The sum of the lines' totals, which are rounded already.</summary>
    public decimal Total => Lines.Sum(line => line.Total);

    /// <summary>SHA-256 of what is asked, in a fixed form and without the order's id: 100 is 100.00, and a product may be renamed meanwhile.</summary>
    internal byte[] BodyHash() => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new object?[] { Line.Value, Currency, Lines.Select(line => new object[] { line.Sku, line.Quantity, line.Unit, line.UnitPrice, line.Total }), Replaces?.Value },
        ApiJson.Canonical));
}

/// <summary>A line with its price of now.</summary>
public sealed record PricedLine(string Sku, string Name, decimal Quantity, string Unit, decimal UnitPrice, decimal Total)
{
    /// <summary>
    /// At an exact price, of which a kilogram of a bag of 30 has none: the total is what the exact one comes to, in the
    /// currency's digits, and the line shows as many of its digits as the database keeps.
    /// </summary>
    public static PricedLine At(string sku, string name, decimal quantity, string unit, decimal exactPrice, int currencyDigits) =>
        new(sku, name, quantity, unit, Money.Rounded(exactPrice, Money.MostDigits), TotalOf(quantity, exactPrice, currencyDigits));

    public static decimal TotalOf(decimal quantity, decimal unitPrice, int currencyDigits) => Money.Rounded(quantity * unitPrice, currencyDigits);
}
