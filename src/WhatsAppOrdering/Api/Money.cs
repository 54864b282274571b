namespace WhatsAppOrdering.Api;

/// <summary>An exact amount in an ISO 4217 currency.</summary>
/// <example>{"amount": 50000.00, "currency": "NPR"}</example>
public sealed record Money(decimal Amount, [Words(3)] string Currency)
{
    /// <summary>An amount has at most twelve digits before the point.</summary>
    public const decimal Cap = 1_000_000_000_000;

    /// <summary>The most digits after the point that a currency has: the digits that the database keeps.</summary>
    public const int MostDigits = 4;

    /// <summary>The one rule of every door: below the cap, either way, with no more digits than the currency has. In the database: credit_amount_fault.</summary>
    public static bool IsAmount(decimal amount, int currencyDigits) => Math.Abs(amount) < Cap && decimal.Round(amount, currencyDigits) == amount;

    /// <summary>What is computed becomes an amount: half away from zero.</summary>
    public static decimal Rounded(decimal computed, int currencyDigits) => Math.Round(computed, currencyDigits, MidpointRounding.AwayFromZero);
}
