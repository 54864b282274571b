using System.Globalization;

namespace WhatsAppOrdering.Replies;

/// <summary>
/// What goes with each send as Meta's <c>biz_opaque_callback_data</c> and comes back in its statuses:
/// <c>installation:row.attempt</c>. Several programs may use one number, and copies of this one, whose rows have the same ids.
/// </summary>
public sealed record SendToken(string Installation, long Row, int Attempt)
{
    /// <summary>Null for what is no token of this form.</summary>
    public static SendToken? Read(string? callbackData) =>
        callbackData?.Split(':') is [{ Length: > 0 } installation, var rest] && rest.Split('.') is [var row, var attempt]
            && long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(installation, id, number)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Installation}:{Row}.{Attempt}");
}
