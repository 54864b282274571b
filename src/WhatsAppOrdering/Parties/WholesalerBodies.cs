using WhatsAppOrdering.Api;

namespace WhatsAppOrdering.Parties;

/// <param name="Currency">ISO 4217. It stays for good: amounts are in it.</param>
/// <param name="TimeZone">An id of the IANA database, such as Asia/Kathmandu.</param>
/// <param name="Language">BCP 47, of what is said to those who have chosen none.</param>
/// <param name="TracksDelivery">True: an amount falls due by its delivery; false: by its confirmation.</param>
public sealed record WholesalerInput(
    [Words(200)] string Name,
    [Shape("[A-Z]{3}")] string Currency,
    [Shape("[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", 60)] string TimeZone,
    [Shape(LanguageTag.Pattern, 20)] string Language = "en",
    bool TracksDelivery = true)
{
    /// <returns>Null when currency and time zone are known.</returns>
    internal ApiAnswer? Refused() =>
        Currencies.DigitsOf(Currency) is null ? ApiAnswer.Invalid($"currency: ISO 4217 has no {Currency}.")
        : !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) || !zone.HasIanaId
            ? ApiAnswer.Invalid($"timeZone: the IANA database has no {TimeZone}.")
        : null;
}

public sealed record WholesalerBody(
    Guid Id, string Name, string Currency, short CurrencyDigits, string TimeZone, string Language, bool TracksDelivery, DateTimeOffset CreatedAt)
{
    internal static WholesalerBody Of(Wholesaler one) => new(
        one.Id.Value, one.Name, one.Currency, one.CurrencyDigits, one.TimeZone, one.Language, one.TracksDelivery, one.CreatedAt);
}

internal static class LanguageTag
{
    public const string Pattern = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*";
}
