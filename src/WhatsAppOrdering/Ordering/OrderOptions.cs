using System.ComponentModel.DataAnnotations;

namespace WhatsAppOrdering.Ordering;

/// <summary>How long an unconfirmed order holds credit.</summary>
public sealed class OrderOptions : IValidatableObject
{
    public const string Section = "Orders";

    /// <summary>From placement, and once more from the first delivery of the wholesaler's request.</summary>
    public TimeSpan ConfirmWithin { get; set; } = TimeSpan.FromHours(2);

    /// <summary>From placement, the outer bound.</summary>
    public TimeSpan MaxHold { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A new time to answer, from now on: within the order's outer bound, and never earlier than the one it had.</summary>
    internal DateTimeOffset Renewed(Order order, DateTimeOffset now)
    {
        var renewed = now + ConfirmWithin < order.MaxHoldUntil ? now + ConfirmWithin : order.MaxHoldUntil;
        return renewed > order.ExpiresAt ? renewed : order.ExpiresAt;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConfirmWithin <= TimeSpan.Zero)
        {
            yield return new ValidationResult("Orders:ConfirmWithin must be longer than zero, like 02:00:00.", [nameof(ConfirmWithin)]);
        }

        if (MaxHold < ConfirmWithin)
        {
            yield return new ValidationResult("Orders:MaxHold must not be shorter than Orders:ConfirmWithin.", [nameof(MaxHold)]);
        }
    }
}
