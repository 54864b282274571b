using Microsoft.EntityFrameworkCore;
using WhatsAppOrdering.Api;
using WhatsAppOrdering.Data;

namespace WhatsAppOrdering.Credit;

/// <summary>The currency that amounts must be in, and its number of digits (ISO 4217).</summary>
public sealed record LineCurrency(string Currency, short Digits)
{
    /// <returns>Null when this wholesaler has no such line.</returns>
    public static Task<LineCurrency?> OfLineAsync(OrderingDb db, WholesalerId wholesaler, CreditLineId line, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.CreditLines.AsNoTracking().Where(found => found.WholesalerId == wholesaler && found.Id == line)
            .Select(found => new LineCurrency(found.Currency, found.CurrencyDigits)).SingleOrDefaultAsync(ct);
    }

    public static Task<LineCurrency> OfWholesalerAsync(OrderingDb db, WholesalerId wholesaler, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Wholesalers.AsNoTracking().Where(found => found.Id == wholesaler)
            .Select(found => new LineCurrency(found.Currency, found.CurrencyDigits)).SingleAsync(ct);
    }

    /// <summary>An amount of the database, with the currency's digits.</summary>
    public Money Of(decimal amount) => new(decimal.Round(amount, Digits) + new decimal(0, 0, 0, false, (byte)Digits), Currency);

    /// <returns>The code and what is wrong; null for an amount that may be taken, and for none.</returns>
    public (string Code, string Detail)? Fault(Money? money, AmountRule rule)
    {
        if (money is not { Amount: var amount })
        {
            return null;
        }

        if (!Money.IsAmount(amount, Digits))
        {
            return (CreditCodes.InvalidAmount, $"An amount in {Currency} has at most {Digits} digits after the point, and is less than {Money.Cap:0}.");
        }

        var fits = rule switch
        {
            AmountRule.MoreThanZero => amount > 0,
            AmountRule.ZeroOrMore => amount >= 0,
            AmountRule.NotZero => amount != 0,
            _ => true,
        };
        return !fits ? (CreditCodes.InvalidAmount, $"The amount must be {Words(rule)}.")
            : money.Currency != Currency ? (CreditCodes.CurrencyMismatch, $"The amount must be in {Currency}.")
            : null;
    }

    /// <summary>The same as an answer that consumes no key.</summary>
    public ApiAnswer? Refuses(Money? money, AmountRule rule) =>
        Fault(money, rule) is var (code, detail) ? ApiAnswer.Refused(code, detail) : null;

    private static string Words(AmountRule rule) => rule switch
    {
        AmountRule.MoreThanZero => "more than 0",
        AmountRule.ZeroOrMore => "0 or more",
        _ => "other than 0",
    };
}

public enum AmountRule
{
    MoreThanZero,
    ZeroOrMore,
    NotZero,
    Any,
}
