using System.Globalization;
using WhatsAppOrdering.Parties;

namespace WhatsAppOrdering.Replies;

/// <summary>How figures look in a message. Nothing is rounded: what the facts say is what is shown.</summary>
internal static class Formats
{
    private static readonly HashSet<string> invariable = new(StringComparer.Ordinal) { "kg", "g", "mg", "l", "ml", "cl", "m", "cm", "mm", "ft", "lb", "dozen", "gross" };

    /// <summary>"NPR 12,345.50", or "NPR 12,500" when whole.</summary>
    public static string Money(decimal amount, string currency)
    {
        var digits = new string('0', Currencies.DigitsOf(currency) ?? 2);
        var format = amount == decimal.Truncate(amount) ? "#,##0" : $"#,##0.{digits}#######";
        return $"{currency} {amount.ToString(format, CultureInfo.InvariantCulture)}";
    }

    /// <summary>"2", "2.5": without the zeros behind.</summary>
    public static string Quantity(decimal quantity) => quantity.ToString("#,##0.##########", CultureInfo.InvariantCulture);

    /// <summary>"bag" of one, "bags" of several; "kg" is "kg" in any number. English; other languages have words of their own for the usual units.</summary>
    public static string Units(decimal quantity, string unit) =>
        quantity == 1 || invariable.Contains(unit) || unit.Length == 0 || !unit.All(char.IsAsciiLetterLower) ? unit
        : unit.EndsWith("ch", StringComparison.Ordinal) || unit[^1] is 's' or 'x' ? unit + "es"
        : unit is [.., not ('a' or 'e' or 'i' or 'o' or 'u'), 'y'] ? unit[..^1] + "ies"
        : unit + "s";

    /// <summary>"14:05" on the reader's today, else "Tue 24 Nov 14:05".</summary>
    public static string Time(DateTimeOffset moment, DateTimeOffset now, TimeZoneInfo zone, CultureInfo culture)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        return local.ToString(local.Date == today ? "HH:mm" : "ddd d MMM HH:mm", culture);
    }

    /// <summary>"UTC+5:45".</summary>
    public static string Zone(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var ahead = zone.GetUtcOffset(moment);
        return $"UTC{(ahead < TimeSpan.Zero ? "-" : "+")}{ahead:h\\:mm}";
    }

    /// <summary>"Tue 8 Dec".</summary>
    public static string Date(DateTimeOffset moment, TimeZoneInfo zone, CultureInfo culture) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString("ddd d MMM", culture);
}
